import type { CredentialCodec } from '../credential-codec.ts'
import { parsePayload } from '../payload-members.ts'
import { decodePlainJwt, isPlainJwt } from './plain-jwt.ts'
import { readVcdm11 } from './vcdm-11.ts'
import { vpJwt11 } from './vp-jwt-11.ts'

/**
 * Credentials of VCDM 1.1 as JWTs, and presentations of those, as Veramo and others make them. To be
 * read only: what we issue is of the model that followed. VCDM 1.1 §6.3.1.
 *
 * Their `typ` is `JWT` or missing, which any token may have. So no payload is read that has a member
 * beyond those of a credential, and the members of both models must agree.
 */
export function vcJwt11(): CredentialCodec {
  return codec
}

const codec: CredentialCodec = /* @__PURE__ */ Object.freeze<CredentialCodec>({
  format: 'vcdm-1-jwt',
  recognises: isPlainJwt,
  decode(token, options) {
    const { jws, proofOf } = decodePlainJwt(token, options)
    const credential = readVcdm11(parsePayload(jws))
    const proofs = [proofOf(credential.issuer)]
    return Object.freeze({ credential, proofs, jws, keyBinding: undefined })
  },
  presentations: vpJwt11,
})
