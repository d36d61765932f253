import {
  decodeJws,
  generateSigner,
  resolveDidKey,
  type Signer,
  signJws,
  verifyDidJws,
} from '@fidecura/identity'
import { toDidResolver } from '@fidecura/identity/did-resolver'
import { alterPayload } from '@fidecura/testing'
import { toDidJwtSigner } from '@fidecura/veramo'
import { describe, expect, test } from '@jest/globals'
import { createJWT, type JWTVerifyOptions, type Signer as TheirSigner, verifyJWT } from 'did-jwt'
import { createHospital, now } from './hospital.ts'

const clock = () => now
/** Made anew for each call: did-jwt writes into what it is given. */
const theirOptions = (): JWTVerifyOptions => ({
  resolver: toDidResolver(resolveDidKey, { clock }),
  policies: { now },
})

async function signedByThem(signer: Signer, issuer: string = signer.did): Promise<string> {
  const sign: TheirSigner = toDidJwtSigner(signer)
  const { algorithm: alg, keyId: kid } = signer
  return createJWT({ said: 'so' }, { issuer, signer: sign, alg }, { kid, typ: 'JWT', alg })
}

function verifyByUs(jwt: string, issuer: Signer['did']) {
  const expected = { issuer, typ: 'JWT', relationship: 'assertionMethod' } as const
  return verifyDidJws(decodeJws(jwt), { ...expected, resolve: resolveDidKey, at: now, now })
}

describe.each(['ES256', 'EdDSA'] as const)('toDidJwtSigner with %s', (algorithm) => {
  test('makes did-jwt sign what we verify', async () => {
    const signer = await generateSigner({ algorithm })
    const jwt = await signedByThem(signer)
    await expect(verifyByUs(jwt, signer.did)).resolves.toMatchObject({ keyId: signer.keyId })
  })

  test('makes did-jwt sign what did-jwt verifies', async () => {
    const signer = await generateSigner({ algorithm })
    const result = await verifyJWT(await signedByThem(signer), theirOptions())
    expect(result).toMatchObject({ verified: true, issuer: signer.did })
  })

  test('has a counterpart: did-jwt verifies what we sign', async () => {
    const signer = await generateSigner({ algorithm })
    const jwt = await signJws({ iss: signer.did, said: 'so' }, { signer, typ: 'JWT' })
    const result = await verifyJWT(jwt, theirOptions())
    expect(result).toMatchObject({ verified: true, issuer: signer.did })
  })

  test('does so with a key that an agent keeps, too', async () => {
    const world = await createHospital()
    const keyType = algorithm === 'ES256' ? 'Secp256r1' : 'Ed25519'
    const signer = await world.signerOf(
      await world.agent.didManagerCreate({ options: { keyType } }),
    )
    const jwt = await signedByThem(signer)
    await expect(verifyByUs(jwt, signer.did)).resolves.toMatchObject({ keyId: signer.keyId })
    await expect(verifyJWT(jwt, theirOptions())).resolves.toMatchObject({ verified: true })
  })

  test('both refuse what was altered', async () => {
    const signer = await generateSigner({ algorithm })
    const altered = alterPayload(await signedByThem(signer), (payload) => ({
      ...payload,
      said: 'otherwise',
    }))
    await expect(verifyByUs(altered, signer.did)).rejects.toMatchObject({
      code: 'jws_signature_invalid',
    })
    await expect(verifyJWT(altered, theirOptions())).rejects.toThrow('invalid_signature')
  })

  test('each call of ours is alone: one issuer before another changes nothing', async () => {
    const [one, other] = await Promise.all([
      generateSigner({ algorithm }),
      generateSigner({ algorithm }),
    ])
    const forged = await signedByThem(one, other.did)
    await verifyByUs(await signedByThem(one), one.did)
    await expect(verifyByUs(forged, other.did)).rejects.toMatchObject({
      code: 'jws_issuer_mismatch',
    })
    await expect(verifyByUs(await signedByThem(other), other.did)).resolves.toBeDefined()
    await expect(verifyJWT(forged, theirOptions())).rejects.toThrow('invalid_signature')
  })
})
