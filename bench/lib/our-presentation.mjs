import { createOurVerifier, ourName, ourType } from './our-verification.mjs'
import { alterSignature, mustAccept, mustRefuse } from './refusals.mjs'
import { credentialId, flat, pool, tenClaims, validity } from './subject.mjs'

const audience = 'https://platform.example'
const nonce = 'n-0S6_WzA2Mj'

/**
 * SD-JWT VC with ten disclosures and key binding through `verifyPresentation`.
 *
 * @param options - `holders`: how many different holder keys take turns.
 * @returns The participant, and what the bare operation needs: the two signatures of each.
 */
export async function ourPresentation(ours, { algorithm, holders, size = pool.length }) {
  const { identity } = ours
  const generate = () => identity.generateSigner({ method: 'key', algorithm })
  const issuer = await generate()
  const holderKeys = []
  for (let i = 0; i < holders; i++) holderKeys.push(await generate())
  const presentations = []
  for (let i = 0; i < size; i++) {
    presentations.push(await presentOurs(ours, issuer, holderKeys[i % holders], i))
  }
  // The same presentations are verified again and again, so this store never saw a nonce before.
  const replay = { insert: async () => true }
  const verifier = createOurVerifier(ours, { root: issuer.did, replay })
  const verify = (presentation) => verifier.verifyPresentation(presentation, { audience, nonce })
  await mustAccept(ourName, 'a good presentation', () => verify(presentations[0]))
  await refusesAltered(presentations[0], verify)
  const groups = presentations.map((presentation, i) => {
    const parts = presentation.split('~')
    return [
      { compact: parts[0], jwk: issuer.publicKey },
      { compact: parts.at(-1), jwk: holderKeys[i % holders].publicKey },
    ]
  })
  return {
    participant: { name: ourName, run: (i) => verify(presentations[i % presentations.length]) },
    groups,
  }
}

async function presentOurs({ credentials }, issuer, holder, i) {
  const { now, from, until } = validity()
  const claims = {
    type: ourType,
    id: credentialId(i),
    subject: holder.did,
    holderKey: holder.publicKey,
    claims: tenClaims,
    issuedAt: from,
    validFrom: from,
    validUntil: until,
  }
  const token = await credentials.issueCredential(claims, { signer: issuer, format: 'dc+sd-jwt' })
  const options = { disclose: 'all', signer: holder, audience, nonce, issuedAt: now }
  return flat(await credentials.presentCredential(token, options))
}

async function refusesAltered(presentation, verify) {
  const [jwt, ...rest] = presentation.split('~')
  const disclosures = rest.slice(0, -1)
  const binding = rest.at(-1)
  const [salt, name] = JSON.parse(Buffer.from(disclosures[0], 'base64url').toString())
  const other = Buffer.from(JSON.stringify([salt, name, 'Mallory'])).toString('base64url')
  const join = (...parts) => parts.join('~')
  const cases = {
    'an altered signature': join(alterSignature(jwt), ...rest),
    'an altered disclosure': join(jwt, other, ...disclosures.slice(1), binding),
    'a disclosure left out after binding': join(jwt, ...disclosures.slice(1), binding),
    'an altered key binding': join(jwt, ...disclosures, alterSignature(binding)),
    'no key binding': join(jwt, ...disclosures, ''),
  }
  for (const [what, altered] of Object.entries(cases)) {
    await mustRefuse(ourName, what, () => verify(altered))
  }
}
