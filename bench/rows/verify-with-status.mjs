import { bareVerification } from '../lib/bare.mjs'
import { compare } from '../lib/compare.mjs'
import { ourVerification } from '../lib/our-verification.mjs'
import { createPeerKey } from '../lib/peer-key.mjs'
import { didJwtVc, didJwtVcVerifiesStatus } from '../peers/did-jwt-vc.mjs'
import { digitalBazaar, digitalBazaarVerifiesStatus } from '../peers/digital-bazaar.mjs'
import { veramo, veramoVerifiesStatus } from '../peers/veramo.mjs'

export const rows = ['EdDSA', 'ES256'].map((algorithm) => ({
  operation: `verify one vc+jwt credential and its status, list in memory, ${algorithm}`,
  needs: {
    identity: ['generateSigner', 'createResolver', 'resolveDidKey'],
    credentials: ['createVerifier', 'issueCredential', 'issueStatusList'],
  },
  budget: { peers: { [didJwtVc]: 25, [veramo]: 25, [digitalBazaar(algorithm)]: 20 } },
  run: async (ours) => {
    const key = await createPeerKey(algorithm)
    const { participant, tokens, jwk } = await ourVerification(ours, { algorithm, status: true })
    return compare({
      ours: participant,
      bare: bareVerification(tokens, jwk),
      peers: await Promise.all([
        didJwtVcVerifiesStatus(key),
        veramoVerifiesStatus(key),
        digitalBazaarVerifiesStatus(key),
      ]),
    })
  },
}))
