import { createPublicKey } from 'node:crypto'
import { compare } from '../lib/compare.mjs'
import { ourName } from '../lib/our-verification.mjs'
import { mustAccept, mustRefuse } from '../lib/refusals.mjs'
import { poolSize } from '../lib/subject.mjs'

const keyImport = 'createPublicKey of node:crypto, which comes on top'

/** What a DID costs before its key is imported: no peer's business, so that no ratio counts. */
const within = (microseconds) => ({
  own: {
    text: `<= ${microseconds} us user CPU`,
    isMet: ({ opsPerSecond }) => 1e6 / opsPerSecond <= microseconds,
  },
})

const uncached = ['EdDSA', 'ES256', 'ES384'].map((algorithm) => ({
  operation: `resolve a did:key that nobody remembers, beyond key import, ${algorithm}`,
  needs: { identity: ['generateSigner', 'resolveDidKey', 'parseDid'] },
  budget: within(20),
  run: async ({ base, identity }) => {
    const { dids, jwks } = await newDids(identity, algorithm)
    const at = { at: base.epochSeconds(0), now: base.epochSeconds(0) }
    const resolve = (did) => identity.resolveDidKey(did, at)
    await tryOut(identity, resolve, dids[0], jwks[0])
    return compare({
      ours: { name: ourName, run: (i) => resolve(dids[i % poolSize]) },
      others: [
        {
          name: keyImport,
          sync: true,
          run: (i) => createPublicKey({ key: jwks[i % poolSize], format: 'jwk' }),
        },
      ],
    })
  },
}))

const cached = {
  operation: 'resolve a DID that is remembered',
  needs: { identity: ['generateSigner', 'createResolver', 'resolveDidKey', 'parseDid'] },
  budget: within(1),
  run: async ({ base, identity }) => {
    const { dids, jwks } = await newDids(identity, 'ES256')
    const at = { at: base.epochSeconds(0), now: base.epochSeconds(0) }
    const resolver = identity.createResolver({ methods: { key: identity.resolveDidKey } })
    const resolve = (did) => resolver(did, at)
    for (const did of dids) await resolve(did)
    await tryOut(identity, resolve, dids[0], jwks[0])
    return compare({ ours: { name: ourName, run: (i) => resolve(dids[i % poolSize]) } })
  },
}

export const rows = [...uncached, cached]

async function newDids(identity, algorithm) {
  const newSigner = () => identity.generateSigner({ method: 'key', algorithm })
  const signers = await Promise.all(Array.from({ length: poolSize }, newSigner))
  return {
    dids: signers.map(({ did }) => did),
    jwks: signers.map(({ publicKey }) => ({ ...publicKey })),
  }
}

async function tryOut(identity, resolve, did, jwk) {
  await mustAccept(ourName, 'a did:key', async () => {
    const { document } = await resolve(did)
    const { publicKey } = document.verificationMethods[0]
    if (publicKey.x !== jwk.x || publicKey.y !== jwk.y) throw new Error('Another key')
  })
  const other = identity.parseDid(`${did.slice(0, -1)}${did.endsWith('1') ? '2' : '1'}1`)
  await mustRefuse(ourName, 'a did:key that is too long', () => resolve(other))
}
