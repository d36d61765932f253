import { createStatus, statusOptions } from './our-status.mjs'
import { createOurVerifier, issueOurs, ourName, ourType } from './our-verification.mjs'
import { alterClaims, alterSignature, mustAccept, mustRefuse } from './refusals.mjs'
import { revokedIndex } from './status-subject.mjs'
import { pool } from './subject.mjs'

const accreditors = 3

/**
 * A credential below three accreditations, each with its status: root, group, hospital, department.
 *
 * @param options - `ways`: how many different sets of accreditations take turns.
 * @returns The participant, and the four signatures of each operation for the bare one.
 */
export async function ourChain(ours, { algorithm, ways }) {
  const parties = await createParties(ours, algorithm)
  const size = Math.max(ways, pool.length)
  const chains = []
  for (let way = 0; way < ways; way++) chains.push(await accredit(ours, parties, 1000 + way))
  const department = parties.at(-1).signer
  const leaves = []
  for (let i = 0; i < size; i++) leaves.push(await issueOurs(ours, department, i))
  const verifier = createOurVerifier(ours, {
    root: parties[0].signer.did,
    types: [ourType, ours.credentials.credentialTypes.issuingAccreditation],
    // A batch may be too short to outrun what is kept by default; what comes again must be unseen.
    ...(ways > 1 ? { cache: { maxHops: 1 } } : {}),
    ...statusOptions(
      ours,
      parties.slice(0, accreditors).map(({ list }) => list),
    ),
  })
  const verify = (leaf, chain) => verifier.verifyCredential(leaf, { chain })

  await mustAccept(ourName, 'a good chain', () => verify(leaves[0], chains[0]))
  const revoked = await accredit(ours, parties, revokedIndex)
  await mustRefuse(ourName, 'a revoked chain', () => verify(leaves[0], revoked))
  for (let link = 0; link < accreditors; link++) {
    const without = chains[0].filter((_, i) => i !== link)
    const widen = ({ credentialSubject }) => {
      credentialSubject.depth += 1
    }
    const widened = chains[0].map((each, i) => (i === link ? alterClaims(each, widen) : each))
    const forged = chains[0].map((each, i) => (i === link ? alterSignature(each) : each))
    await mustRefuse(ourName, 'a missing accreditation', () => verify(leaves[0], without))
    await mustRefuse(ourName, 'an altered accreditation', () => verify(leaves[0], widened))
    await mustRefuse(ourName, 'a forged accreditation', () => verify(leaves[0], forged))
  }
  const run = (i) => verify(leaves[i % size], chains[i % ways])
  const groups = leaves.map((leaf, i) => [
    { compact: leaf, jwk: department.publicKey },
    ...chains[i % ways].map((compact, link) => ({ compact, jwk: parties[link].signer.publicKey })),
  ])
  return { participant: { name: ourName, run }, groups }
}

async function createParties(ours, algorithm) {
  const parties = []
  for (let i = 0; i <= accreditors; i++) {
    const signer = await ours.identity.generateSigner({ method: 'key', algorithm })
    const list = await createStatus(ours, signer, `https://accreditor-${i}.example/status/1`)
    parties.push({ signer, list })
  }
  return parties
}

/** Accreditations from the root down; each leaves one level less than the one above. */
async function accredit(ours, parties, index) {
  const type = ours.credentials.credentialTypes.issuingAccreditation
  const chain = []
  for (let link = 0; link < accreditors; link++) {
    const claims = {
      name: `Example organisation ${link}`,
      types: [ourType, type],
      depth: accreditors - 1 - link,
    }
    const { signer, list } = parties[link]
    const subject = parties[link + 1].signer.did
    const options = { type, subject, claims, status: list.entry(index) }
    chain.push(await issueOurs(ours, signer, index * accreditors + link, options))
  }
  return chain
}
