import { bareVerification } from '../lib/bare.mjs'
import { compare } from '../lib/compare.mjs'
import { ourVerification } from '../lib/our-verification.mjs'
import { createPeerKey } from '../lib/peer-key.mjs'
import { didJwtVc, didJwtVcVerifies } from '../peers/did-jwt-vc.mjs'
import { digitalBazaar, digitalBazaarVerifies } from '../peers/digital-bazaar.mjs'
import { veramo, veramoVerifies } from '../peers/veramo.mjs'

const leastToBare = { EdDSA: 0.83, ES256: 0.8 }

export const rows = ['EdDSA', 'ES256'].map((algorithm) => ({
  operation: `verify one vc+jwt credential, ${algorithm}`,
  needs: {
    identity: ['generateSigner', 'createResolver', 'resolveDidKey'],
    credentials: ['createVerifier', 'issueCredential'],
  },
  budget: {
    bare: leastToBare[algorithm],
    peers: { [didJwtVc]: 12, [veramo]: 12, [digitalBazaar(algorithm)]: 9 },
  },
  run: async (ours) => {
    const key = await createPeerKey(algorithm)
    const { participant, tokens, jwk } = await ourVerification(ours, { algorithm })
    return compare({
      ours: participant,
      bare: bareVerification(tokens, jwk),
      peers: await Promise.all([
        didJwtVcVerifies(key),
        veramoVerifies(key),
        digitalBazaarVerifies(key),
      ]),
      others: [await digitalBazaarVerifies(key, { flat: true })],
    })
  },
}))
