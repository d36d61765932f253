import { bareVerifications } from '../lib/bare.mjs'
import { compare } from '../lib/compare.mjs'
import { ourPresentation } from '../lib/our-presentation.mjs'
import { createPeerKey } from '../lib/peer-key.mjs'
import { poolSize } from '../lib/subject.mjs'
import { sdJwtVc, sdJwtVcVerifies } from '../peers/sd-jwt-vc.mjs'

// More keys than our verifier keeps, used in turn, so that each is new when it comes again.
const unseenHolders = 3000

const cases = [
  { words: 'holder key cached', bare: 0.7, holders: 1, cached: true },
  { words: 'holder key unseen', bare: 0.52, holders: unseenHolders, cached: false },
]

export const rows = cases.flatMap(({ words, bare, holders, cached }) =>
  ['EdDSA', 'ES256'].map((algorithm) => ({
    operation: `verify SD-JWT VC, 10 disclosures, key binding, ${words}, ${algorithm}`,
    needs: {
      identity: ['generateSigner', 'createResolver', 'resolveDidKey'],
      credentials: ['createVerifier', 'issueCredential', 'presentCredential'],
    },
    budget: { bare, peers: { [sdJwtVc]: 4 } },
    run: async (ours) => {
      const size = Math.max(poolSize, holders)
      const { participant, groups } = await ourPresentation(ours, { algorithm, holders, size })
      const issuer = await createPeerKey(algorithm)
      const peerHolders = Math.min(holders, poolSize)
      return compare({
        ours: participant,
        bare: bareVerifications(groups),
        peers: [await sdJwtVcVerifies(issuer, { holders: peerHolders, cached })],
      })
    },
  })),
)
