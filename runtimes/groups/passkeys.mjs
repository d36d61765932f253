import { refuses, same } from '../lib/expect.mjs'

const rpId = 'clinic.example'
const origin = 'https://clinic.example'

/** Answers made here, by keys of this engine, and everything that makes one of them wrong. */
export function passkeys({ base, identity, passkey }) {
  const { createPasskeyRequest, verifyPasskeyAssertion } = passkey
  const answering = async (algorithm) => {
    const signer = await identity.generateSigner({ algorithm })
    const { publicKey } = signer
    const key = { credentialId: 'AAECAwQFBgcICQoLDA0ODw', publicKey }
    const digest = await identity.digestOf('a consent')
    const known = { purpose: 'urn:example:co-signature', digest, rpId, key, origins: [origin] }
    const request = await createPasskeyRequest({ ...known, credentialIds: [key.credentialId] })
    const answer = async (more = {}, flags = 0x05) => {
      const { challenge } = request
      const said = { type: 'webauthn.get', challenge, origin, crossOrigin: false, ...more }
      const clientData = base.encodeUtf8(JSON.stringify(said))
      const rpIdHash = await identity.sha256(base.encodeUtf8(rpId))
      const authenticatorData = Uint8Array.of(...rpIdHash, flags, 0, 0, 0, 0)
      const data = Uint8Array.of(...authenticatorData, ...(await identity.sha256(clientData)))
      const raw = await signer.sign(data)
      const response = {
        clientDataJSON: base.encodeBase64url(clientData),
        authenticatorData: base.encodeBase64url(authenticatorData),
        signature: base.encodeBase64url(algorithm === 'ES256' ? derOf(raw) : raw),
      }
      return { id: key.credentialId, rawId: key.credentialId, type: 'public-key', response }
    }
    return { answer, verify: (assertion) => verifyPasskeyAssertion(assertion, known), publicKey }
  }
  const checks = {}
  for (const algorithm of ['ES256', 'EdDSA']) {
    checks[`an answer of ${algorithm} verifies`] = async () => {
      const { answer, verify, publicKey } = await answering(algorithm)
      const { thumbprint, backedUp } = await verify(await answer())
      same([thumbprint, backedUp], [await identity.thumbprintOf(publicKey), false])
    }
    checks[`an answer of ${algorithm} with any bit turned is refused`] = async () => {
      const { answer, verify } = await answering(algorithm)
      const good = await answer()
      const signature = base.decodeBase64url(good.response.signature)
      for (let bit = 0; bit < signature.length * 8; bit += 13) {
        const turned = Uint8Array.from(signature)
        turned[bit >> 3] ^= 1 << (bit & 7)
        const response = { ...good.response, signature: base.encodeBase64url(turned) }
        await refuses('passkey_signature_invalid', () => verify({ ...good, response }))
      }
    }
  }
  checks['each wrong answer is refused with its code'] = async () => {
    const { answer, verify } = await answering('ES256')
    const wrong = {
      passkey_type_wrong: [{ type: 'webauthn.create' }],
      passkey_challenge_wrong: [{ challenge: await identity.digestOf('a consent') }],
      passkey_origin_wrong: [{ origin: 'https://evil.example' }],
      passkey_cross_origin: [{ crossOrigin: true }],
      passkey_user_absent: [{}, 0x04],
      passkey_user_unverified: [{}, 0x01],
      passkey_backup_wrong: [{}, 0x15],
      passkey_data_unexpected: [{}, 0x45],
    }
    for (const [code, how] of Object.entries(wrong)) {
      await refuses(code, async () => verify(await answer(...how)))
    }
  }
  return checks
}

function derOf(raw) {
  const integer = (half) => {
    const digits = [...half.subarray(half.findIndex((byte) => byte !== 0))]
    const value = digits[0] > 0x7f ? [0, ...digits] : digits
    return [0x02, value.length, ...value]
  }
  const inner = [...integer(raw.subarray(0, 32)), ...integer(raw.subarray(32))]
  return Uint8Array.of(0x30, inner.length, ...inner)
}
