import { refuses, same } from '../lib/expect.mjs'

const typ = 'example+jwt'

/** A signature by a key made here, for each algorithm, and every way to spoil it. */
export function jws({ base, identity }) {
  const { decodeJws, generateSigner, importVerificationKey, signJws, verifyJws } = identity
  const signed = async (algorithm) => {
    const signer = await generateSigner({ algorithm })
    const compact = await signJws({ hello: 'world' }, { signer, typ })
    return { compact, signer, key: await importVerificationKey(signer.publicKey) }
  }
  const verify = async (compact, key, as = typ) => verifyJws(decodeJws(compact), { key, typ: as })
  const checks = {}
  for (const [algorithm, bytes] of Object.entries({ ES256: 64, ES384: 96, EdDSA: 64 })) {
    checks[`${algorithm} verifies what it signed`] = async () => {
      const { compact, signer, key } = await signed(algorithm)
      await verify(compact, key)
      same(decodeJws(compact).signature.length, bytes)
      same([signer.algorithm, key.algorithm], [algorithm, algorithm])
    }
    checks[`${algorithm} refuses any bit turned, another key and another type`] = async () => {
      const { compact, key } = await signed(algorithm)
      const other = await signed(algorithm)
      const [header, payload, signature] = compact.split('.')
      await refuses('jws_signature_invalid', () => verify(compact, other.key))
      await refuses('jws_type_wrong', () => verify(compact, key, 'JWT'))
      for (let bit = 0; bit < bytes * 8; bit += 61) {
        const turned = base.decodeBase64url(signature)
        turned[bit >> 3] ^= 1 << (bit & 7)
        const altered = `${header}.${payload}.${base.encodeBase64url(turned)}`
        await refuses('jws_signature_invalid', () => verify(altered, key))
      }
      const said = base.encodeBase64url(base.encodeUtf8('{"hello":"World"}'))
      await refuses('jws_signature_invalid', () => verify(`${header}.${said}.${signature}`, key))
    }
    checks[`${algorithm} verifies many at once`] = async () => {
      const { signer, key } = await signed(algorithm)
      const data = Array.from({ length: 16 }, (_, i) => Uint8Array.of(i))
      const signatures = await Promise.all(data.map((each) => signer.sign(each)))
      const verdicts = await Promise.all(
        signatures.map((each, i) => identity.verifySignature(key, data[i - (i % 2)], each)),
      )
      same(
        verdicts,
        data.map((_, i) => i % 2 === 0),
      )
    }
  }
  // RFC 7515, appendix A.3.1; RFC 8037, appendix A.4.
  checks['the published example of ES256 verifies'] = async () => {
    const key = await importVerificationKey(identity.parsePublicJwk(es256.key))
    const input = base.encodeUtf8(es256.input)
    same(await identity.verifySignature(key, input, base.decodeBase64url(es256.signature)), true)
  }
  checks['the published example of EdDSA verifies'] = async () => {
    const key = await importVerificationKey(identity.parsePublicJwk(eddsa.key))
    const input = base.encodeUtf8(eddsa.input)
    same(await identity.verifySignature(key, input, base.decodeBase64url(eddsa.signature)), true)
  }
  checks['a header that changes what verifying means is refused'] = async () => {
    const { signer } = await signed('ES256')
    const segment = (value) => base.encodeBase64url(base.encodeUtf8(JSON.stringify(value)))
    for (const alg of ['none', 'HS256', 'ES256K', 'toString', '__proto__']) {
      await refuses('jws_algorithm_wrong', () => decodeJws(`${segment({ alg, typ })}.e30.AA`))
    }
    for (const name of ['crit', 'b64', 'jwk', 'jku', 'x5u']) {
      const header = { alg: 'ES256', typ, kid: signer.keyId, [name]: [] }
      await refuses('jws_header_unsupported', () => decodeJws(`${segment(header)}.e30.AA`))
    }
  }
  checks['digests are those of FIPS 180-4'] = async () => {
    const abc = 'ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0'
    same(base.encodeBase64url(await identity.sha256(base.encodeUtf8('abc'))), abc)
    same(await identity.sha256Text('abc'), abc)
  }
  checks['a Web Crypto key that cannot be extracted signs'] = async () => {
    for (const name of [{ name: 'ECDSA', namedCurve: 'P-256' }, { name: 'Ed25519' }]) {
      const pair = await crypto.subtle.generateKey(name, false, ['sign', 'verify'])
      const exported = await crypto.subtle.exportKey('jwk', pair.publicKey)
      const publicKey = identity.parsePublicJwk(exported)
      const keyId = identity.keyIdOf(identity.didKeyOf(publicKey))
      const signer = identity.signerOf({ keyId, privateKey: pair.privateKey, publicKey })
      const compact = await signJws({}, { signer, typ })
      await verify(compact, await importVerificationKey(publicKey))
    }
  }
  return checks
}

const es256 = {
  key: {
    kty: 'EC',
    crv: 'P-256',
    x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
    y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
  },
  input:
    'eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ',
  signature:
    'DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q',
}

const eddsa = {
  key: { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' },
  input: 'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc',
  signature:
    'hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg',
}
