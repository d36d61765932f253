import {
  decodeBase64url,
  type EpochSeconds,
  encodeBase64url,
  encodeHex,
  encodeUtf8,
  epochSeconds,
  type JsonObject,
} from '@fidecura/base'
import {
  addDidEthrKey,
  createDidEthrResolver,
  didEthrOf,
  type ResolveDidEthr,
  rotateDidEthrOwner,
  toDidEthrRegistry,
} from '@fidecura/did-ethr'
import {
  type EthrJwtAlgorithm,
  signEthrJwt,
  type VerifyEthrJwtOptions,
  verifyEthrJwt,
} from '@fidecura/did-ethr/jwt'
import {
  createResolver,
  type Did,
  decodeJws,
  generateSigner,
  parseDidUrl,
  resolveDidKey,
  type Signer,
  signJws,
  verifyDidJws,
} from '@fidecura/identity'
import { alterPayload } from '@fidecura/testing'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { createJWT, ES256KSigner, verifyJWT } from 'did-jwt'
import { getBytes, type HDNodeWallet, toBeHex } from 'ethers'
import { startChain, type TestChain } from './chain.ts'

let chain: TestChain
let resolve: ResolveDidEthr
let ada: Account
let ben: Account
let now: EpochSeconds

interface Account {
  readonly wallet: HDNodeWallet
  readonly did: Did
  readonly key: Uint8Array
}

beforeAll(async () => {
  chain = await startChain()
  resolve = createDidEthrResolver({ networks: [chain.network] })
  ada = await createAccount()
  ben = await createAccount()
  now = await chain.now()
})
afterAll(() => chain.stop())

async function createAccount(): Promise<Account> {
  const wallet = await chain.createAccount()
  const did = didEthrOf(wallet.address, chain.network)
  return { wallet, did, key: getBytes(wallet.privateKey) }
}

const expected = (change: Partial<VerifyEthrJwtOptions> = {}): VerifyEthrJwtOptions =>
  Object.freeze({ ...asked, resolve, at: now, now, ...change })

const asked = { issuer: 'any', typ: 'JWT', relationship: 'assertionMethod' } as const

/** As an application of did-jwt signs it. */
function signedByThem(
  { did, key }: Account,
  { algorithm = 'ES256K', issuer = did, claims = {}, header = {} }: Partial<TheirToken> = {},
): Promise<string> {
  const signer = ES256KSigner(key, algorithm === 'ES256K-R')
  return createJWT({ iat: now, ...claims }, { issuer, signer }, { alg: algorithm, ...header })
}

interface TheirToken {
  readonly algorithm: EthrJwtAlgorithm
  readonly issuer: string
  readonly claims: object
  readonly header: object
}

const signedByUs = ({ did, key }: Account, algorithm: EthrJwtAlgorithm) =>
  signEthrJwt(
    { said: 'so' },
    { issuer: did, sign: sign(key, algorithm === 'ES256K-R'), algorithm, issuedAt: now },
  )

const sign = (key: Uint8Array, recoverable = false) =>
  ES256KSigner(key, recoverable) as (data: string | Uint8Array) => Promise<string>

/** Made anew for each call: did-jwt writes into what it is given. */
const theirOptions = () => ({ resolver: theirResolver(), policies: { now } })

function theirResolver() {
  const { ethr } = toDidEthrRegistry(resolve, { clock: () => now })
  return { resolve: (did: string) => ethr(did) }
}

describe.each<EthrJwtAlgorithm>(['ES256K', 'ES256K-R'])('verifyEthrJwt with %s', (algorithm) => {
  test('takes what did-jwt signs, and says which account it was', async () => {
    const jwt = await signedByThem(ada, { algorithm, claims: { said: 'so' } })
    await expect(verifyEthrJwt(jwt, expected())).resolves.toEqual({
      issuer: ada.did,
      keyId: `${ada.did}#controller`,
      payload: { iat: now, said: 'so', iss: ada.did },
      resolvedAt: now,
    })
  })

  test('takes what signEthrJwt signs, and so does did-jwt', async () => {
    const jwt = await signedByUs(ada, algorithm)
    await expect(verifyEthrJwt(jwt, expected())).resolves.toMatchObject({ issuer: ada.did })
    await expect(verifyJWT(jwt, theirOptions())).resolves.toMatchObject({
      verified: true,
      issuer: ada.did,
    })
  })

  test('takes it behind a cache, too', async () => {
    const cached = createResolver({ methods: { ethr: resolve } })
    for (let i = 0; i < 2; i++) {
      const jwt = await signedByUs(ada, algorithm)
      await expect(verifyEthrJwt(jwt, expected({ resolve: cached }))).resolves.toBeDefined()
    }
  })

  test('refuses what another account signed, and what was altered', async () => {
    const forged = await signedByThem(ada, { algorithm, issuer: ben.did })
    const altered = alterPayload(await signedByThem(ada, { algorithm }), (payload) => ({
      ...payload,
      said: 'otherwise',
    }))
    for (const jwt of [forged, altered]) {
      await expect(verifyEthrJwt(jwt, expected())).rejects.toMatchObject({
        code: 'jws_signature_invalid',
        outcome: 'failed',
      })
    }
  })

  test('refuses the second token that anybody can make out of one', async () => {
    const jwt = await signedByThem(ada, { algorithm })
    await expect(verifyEthrJwt(jwt, expected())).resolves.toBeDefined()
    const [header, payload, signature = ''] = jwt.split('.')
    const bytes = decodeBase64url(signature)
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
    const s = order - BigInt(`0x${encodeHex(bytes.subarray(32, 64))}`)
    bytes.set(getBytes(toBeHex(s, 32)), 32)
    if (bytes.length === 65) bytes[64] = (bytes[64] ?? 0) ^ 1
    const twin = [header, payload, encodeBase64url(bytes)].join('.')
    await expect(verifyEthrJwt(twin, expected())).rejects.toMatchObject({ code: 'jws_malformed' })
  })

  test('judges each call alone: one options object, whoever came before', async () => {
    const options = expected()
    const forged = await signedByThem(ada, { algorithm, issuer: ben.did })
    const [ofAda, ofBen] = [
      await signedByThem(ada, { algorithm }),
      await signedByThem(ben, { algorithm }),
    ]
    for (const first of [ofAda, ofBen, ofAda]) {
      await expect(verifyEthrJwt(first, options)).resolves.toBeDefined()
      await expect(verifyEthrJwt(forged, options)).rejects.toMatchObject({
        code: 'jws_signature_invalid',
      })
      await expect(verifyEthrJwt(ofBen, options)).resolves.toMatchObject({ issuer: ben.did })
      await expect(verifyEthrJwt(ofAda, options)).resolves.toMatchObject({ issuer: ada.did })
    }
    expect(Reflect.ownKeys(options)).toEqual([
      ...['issuer', 'typ', 'relationship', 'resolve', 'at', 'now'],
    ])
  })
})

test('did-jwt itself takes the forged token, and refuses the honest one, where its options are used twice', async () => {
  const options = theirOptions()
  await verifyJWT(await signedByThem(ada), options)
  const forged = await signedByThem(ada, { issuer: ben.did })
  await expect(verifyJWT(forged, options)).resolves.toMatchObject({ verified: true })
  await expect(verifyJWT(await signedByThem(ben), options)).rejects.toThrow('invalid_signature')
})

describe('verifyEthrJwt', () => {
  test('takes a key in the name of the DID, by its id', async () => {
    const did = didEthrOf(ada.wallet.publicKey, chain.network)
    const kid = `${did}#controllerKey`
    const jwt = await signedByThem({ ...ada, did }, { header: { kid } })
    await expect(verifyEthrJwt(jwt, expected())).resolves.toMatchObject({ keyId: kid })
  })

  test('follows the owner: the old account as of before, the new one as of after', async () => {
    const [old, next] = [await createAccount(), await createAccount()]
    const turned = epochSeconds((await chain.now()) + 100)
    await chain.nextBlockAt(turned)
    await rotateDidEthrOwner(old.did, {
      network: chain.network,
      owner: old.wallet,
      newOwner: next.wallet.address,
    })
    const present = await chain.mineAt(turned + 50)
    const ofOld = await signedByThem(old)
    const ofNext = await signedByThem({ ...next, did: old.did })
    const at = (instant: number) => expected({ at: epochSeconds(instant), now: present })
    await expect(verifyEthrJwt(ofOld, at(turned - 1))).resolves.toBeDefined()
    await expect(verifyEthrJwt(ofNext, at(turned))).resolves.toBeDefined()
    for (const [jwt, instant] of [
      [ofOld, turned],
      [ofOld, present],
      [ofNext, turned - 1],
    ] as const) {
      await expect(verifyEthrJwt(jwt, at(instant))).rejects.toMatchObject({
        code: 'jws_signature_invalid',
      })
    }
    now = await chain.now()
  })

  test.each<[string, string, Partial<TheirToken>, Partial<VerifyEthrJwtOptions>]>([
    ['of another type', 'jws_type_wrong', { header: { typ: 'at+jwt' } }, {}],
    ['of a type that was not asked for', 'jws_type_wrong', {}, { typ: 'vc+jwt' }],
    ['with a critical member', 'jws_header_unsupported', { header: { crit: ['exp'] } }, {}],
    ['with a key of its own', 'jws_header_unsupported', { header: { jwk: {} } }, {}],
    ['within a token', 'jws_header_unsupported', { header: { cty: 'JWT' } }, {}],
    ['of another method', 'did_method_unsupported', { issuer: 'did:web:clinic.example' }, {}],
    ['of no DID', 'jws_issuer_mismatch', { issuer: 'ada' }, {}],
    ['with a kid of another', 'jws_issuer_mismatch', { header: { kid: 'did:key:z6Mk#a' } }, {}],
    ['with a kid that is no DID URL', 'did_url_malformed', { header: { kid: '#controller' } }, {}],
    ['for an audience, with none asked for', 'jwt_audience_wrong', { claims: { aud: 'a' } }, {}],
    ['for no audience', 'jwt_audience_wrong', {}, { audience: 'a' }],
    ['for another audience', 'jwt_audience_wrong', { claims: { aud: ['b'] } }, { audience: 'a' }],
    ['with an audience that is no text', 'jwt_claims_malformed', { claims: { aud: [1] } }, {}],
    ['with an end that is no number', 'jwt_claims_malformed', { claims: { exp: '9' } }, {}],
    ['with an end of null', 'jwt_claims_malformed', { claims: { exp: null } }, {}],
    ['that has expired', 'jwt_expired', { claims: { exp: 1_800_000_000 } }, {}],
    ['before its time', 'jwt_not_yet_valid', { claims: { nbf: 1_900_000_000 } }, {}],
    ['issued in the future', 'jwt_not_yet_valid', { claims: { iat: 1_900_000_000 } }, {}],
  ])('refuses one %s', async (_, code, token, change) => {
    const jwt = await signedByThem(ada, token)
    await expect(verifyEthrJwt(jwt, expected(change))).rejects.toMatchObject({
      code,
      outcome: 'failed',
    })
  })

  test.each(['issuer', 'typ', 'relationship'] as const)(
    'takes nothing of a caller who did not say which %s',
    async (missing) => {
      const jwt = await signedByThem(ada)
      const options: VerifyEthrJwtOptions = expected()
      const { [missing]: _, ...others } = options
      // @ts-expect-error - who forgets it would take any token
      await expect(verifyEthrJwt(jwt, others)).rejects.toMatchObject({ outcome: 'failed' })
    },
  )

  test('takes the audience, the type and the issuer that were asked for', async () => {
    const claims = { aud: ['a', 'b'], exp: now + 1, nbf: now }
    const jwt = await signedByThem(ada, { claims, header: { typ: 'at+jwt' } })
    const wanted = { audience: 'b', typ: 'at+jwt', issuer: ada.did }
    await expect(verifyEthrJwt(jwt, expected(wanted))).resolves.toBeDefined()
    await expect(
      verifyEthrJwt(jwt, expected({ ...wanted, issuer: ben.did })),
    ).rejects.toMatchObject({ code: 'jws_issuer_mismatch' })
  })

  test('takes no key of ours, and ours no account', async () => {
    const key = await generateSigner({ algorithm: 'EdDSA' })
    const { network } = chain
    const { publicKey } = key
    const options = { network, owner: ben.wallet, publicKey, validForSeconds: 9_000 }
    await addDidEthrKey(ben.did, options)
    now = await chain.now()
    const keyId = parseDidUrl(`${ben.did}#delegate-1`)
    const signer: Signer = { ...key, did: ben.did, keyId }
    const ours = await signJws({ iss: ben.did, iat: now }, { signer, typ: 'JWT' })
    const relationship = 'assertionMethod'
    const as = { issuer: ben.did, typ: 'JWT', relationship, resolve, at: now, now } as const
    await expect(verifyDidJws(decodeJws(ours), as)).resolves.toMatchObject({ keyId })
    await expect(verifyJWT(ours, theirOptions())).resolves.toMatchObject({ verified: true })
    await expect(verifyEthrJwt(ours, expected())).rejects.toMatchObject({
      code: 'jws_algorithm_wrong',
    })
    const theirs = await signedByThem(ben)
    expect(() => decodeJws(theirs)).toThrow(
      expect.objectContaining({ code: 'jws_algorithm_wrong' }),
    )
    // The account's signature, said to be of the other key.
    const confused = await signedByThem(ben, { header: { kid: keyId } })
    await expect(verifyEthrJwt(confused, expected())).rejects.toMatchObject({
      code: 'key_not_found',
    })
  })

  test('takes a relationship only for what is listed there', async () => {
    const delegate = await createAccount()
    const { EthrDidController } = await import('ethr-did-resolver')
    type Theirs = ConstructorParameters<typeof EthrDidController>
    const [signer, provider] = [ben.wallet, chain.provider] as unknown as [Theirs[2], Theirs[4]]
    const { registry } = chain.network
    await new EthrDidController(ben.did, undefined, signer, '', provider, '', registry).addDelegate(
      'veriKey',
      delegate.wallet.address,
      9_000,
    )
    now = await chain.now()
    const jwt = await signedByThem({ ...delegate, did: ben.did })
    await expect(verifyEthrJwt(jwt, expected())).resolves.toMatchObject({
      keyId: expect.stringContaining('#delegate-'),
    })
    const signingIn = expected({ relationship: 'authentication' })
    await expect(verifyEthrJwt(jwt, signingIn)).rejects.toMatchObject({
      code: 'jws_signature_invalid',
    })
    await expect(verifyEthrJwt(await signedByThem(ben), signingIn)).resolves.toBeDefined()
  })

  test('needs a resolver that knows accounts', async () => {
    const { did, keyId } = await generateSigner()
    const jwt = await signedByThem(ada, { issuer: did, header: { kid: keyId } })
    await expect(verifyEthrJwt(jwt, expected({ resolve: resolveDidKey }))).rejects.toMatchObject({
      code: 'accounts_unknown',
    })
  })

  test.each<[string, (jwt: string) => string]>([
    ['a fourth part', (jwt) => `${jwt}.e30`],
    ['two parts', (jwt) => jwt.slice(0, jwt.lastIndexOf('.'))],
    ['padding', (jwt) => `${jwt}==`],
    ['a space', (jwt) => `${jwt} `],
    ['a signature too short', (jwt) => jwt.slice(0, -4)],
    ['a recovery bit that ES256K has not', (jwt) => `${jwt.slice(0, -2)}AAAA`],
    ['a payload that is a list', (jwt) => replacePart(jwt, 1, '[]')],
    ['a payload that is no JSON', (jwt) => replacePart(jwt, 1, '{')],
    ['a member twice', (jwt) => replacePart(jwt, 1, '{"iss":"a","iss":"b"}')],
    ['a kid that is no text', (jwt) => replacePart(jwt, 0, '{"alg":"ES256K","kid":1}')],
  ])('refuses one with %s', async (_, change) => {
    const jwt = change(await signedByThem(ada))
    await expect(verifyEthrJwt(jwt, expected())).rejects.toMatchObject({ code: 'jws_malformed' })
  })

  test.each(['none', 'ES256', 'EdDSA', 'HS256', 'es256k', 'constructor'])(
    'refuses the algorithm %s',
    async (alg) => {
      const jwt = replacePart(await signedByThem(ada), 0, JSON.stringify({ alg, typ: 'JWT' }))
      await expect(verifyEthrJwt(jwt, expected())).rejects.toMatchObject({
        code: 'jws_algorithm_wrong',
      })
    },
  )

  test('reads the recovery bit as a bit', async () => {
    const jwt = await signedByThem(ada, { algorithm: 'ES256K-R' })
    const cut = jwt.lastIndexOf('.') + 1
    const signature = decodeBase64url(jwt.slice(cut))
    for (const bit of [2, 27, 255]) {
      const other =
        jwt.slice(0, cut) + encodeBase64url(Uint8Array.from([...signature.slice(0, 64), bit]))
      await expect(verifyEthrJwt(other, expected())).rejects.toMatchObject({
        code: 'jws_malformed',
      })
    }
  })

  test('takes no account that another DID controls', async () => {
    const jwt = await signedByThem(ada)
    const altered: ResolveDidEthr = async (did, options) => {
      const resolved = await resolve(did, options)
      const [method] = resolved.source['verificationMethod'] as readonly JsonObject[]
      const source = {
        ...resolved.source,
        verificationMethod: [{ ...method, controller: ben.did }],
      }
      return { ...resolved, source }
    }
    await expect(verifyEthrJwt(jwt, expected({ resolve: altered }))).rejects.toMatchObject({
      code: 'key_not_found',
    })
  })

  test('refuses one of more bytes than the limit before it reads it', async () => {
    await expect(verifyEthrJwt('a'.repeat(262_145), expected())).rejects.toMatchObject({
      code: 'jws_too_large',
    })
  })
})

describe('signEthrJwt', () => {
  const options = () => ({ issuer: ada.did, algorithm: 'ES256K', issuedAt: now }) as const

  test('names the account, where it is told to', async () => {
    const keyId = parseDidUrl(`${ada.did}#controller`)
    const jwt = await signEthrJwt({}, { ...options(), keyId, sign: sign(ada.key) })
    await expect(verifyEthrJwt(jwt, expected())).resolves.toMatchObject({ keyId })
  })

  test('signs for no other issuer', async () => {
    const signing = signEthrJwt({ iss: ben.did }, { ...options(), sign: sign(ada.key) })
    await expect(signing).rejects.toMatchObject({ code: 'jwt_claims_malformed', place: 'iss' })
  })

  test.each<[string, EthrJwtAlgorithm, () => (data: string | Uint8Array) => Promise<string>]>([
    ['signs nothing', 'ES256K', () => async () => ''],
    ['fails', 'ES256K', () => () => Promise.reject(new Error('key canary'))],
    ['tells no recovery bit', 'ES256K-R', () => sign(ada.key)],
    ['tells a recovery bit unasked', 'ES256K', () => sign(ada.key, true)],
  ])('hands out no token of a key that %s', async (_, algorithm, make) => {
    const signing = signEthrJwt({}, { ...options(), algorithm, sign: make() })
    const error: unknown = await signing.catch((thrown) => thrown)
    expect(error).toMatchObject({ code: 'signer_failed', outcome: 'unknown' })
    expect(String(error)).not.toContain('canary')
  })
})

function replacePart(jwt: string, index: number, json: string): string {
  return jwt
    .split('.')
    .map((part, i) => (i === index ? encodeBase64url(encodeUtf8(json)) : part))
    .join('.')
}
