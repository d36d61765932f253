import { generateKeyPairSync } from 'node:crypto'
import { BaseError, type Clock, epochSeconds, formatDateTime } from '@fidecura/base'
import {
  createDidDocument,
  createDidWebResolver,
  createResolver,
  didJwkOf,
  didKeyOf,
  generateSigner,
  IdentityError,
  type IdentityErrorCode,
  keyIdOf,
  parseDid,
  parsePublicJwk,
  publicKeyOf,
  type ResolveDid,
  resolveDidJwk,
  resolveDidKey,
} from '@fidecura/identity'
import {
  fromDidResolver,
  toDidResolver,
  toDidResolverRegistry,
} from '@fidecura/identity/did-resolver'
import { createDidLog, createDidWebvhResolver, updateDidLog } from '@fidecura/identity/webvh'
import { describe, expect, test } from '@jest/globals'
import * as version4 from 'did-resolver'
import * as version5 from 'did-resolver-5'
import * as version6 from 'did-resolver-6'

const now = epochSeconds(1_800_000_000)
const clock: Clock = () => now
const jwk = parsePublicJwk(
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }),
)
const did = didKeyOf(jwk)
const webDid = parseDid('did:web:clinic.example')
const document = createDidDocument({ did: webDid, keys: [{ fragment: 'key-1', jwk }] })
const resolve = createResolver({ methods: { key: resolveDidKey, jwk: resolveDidJwk } })
const registry = toDidResolverRegistry(resolve, { clock, methods: ['key', 'jwk'] })

// Each assignment is a test of types: it must compile against the three versions.
const resolvable = toDidResolver(resolve, { clock })
const version4Resolvable: version4.Resolvable = resolvable
const version5Resolvable: version5.Resolvable = resolvable
const version6Resolvable: version6.Resolvable = resolvable

const versions = [
  [4, new version4.Resolver(registry), version4Resolvable],
  [5, new version5.Resolver(registry), version5Resolvable],
  [6, new version6.Resolver(registry), version6Resolvable],
] as const

describe.each(versions)('did-resolver %d', (_, resolver, ours) => {
  test('resolves through our registry', async () => {
    const { didDocument, didResolutionMetadata } = await resolver.resolve(did)
    expect(didResolutionMetadata.error).toBeUndefined()
    expect(didDocument).toEqual({
      id: did,
      verificationMethod: [
        { id: keyIdOf(did), type: 'JsonWebKey2020', controller: did, publicKeyJwk: { ...jwk } },
      ],
      authentication: [keyIdOf(did)],
      assertionMethod: [keyIdOf(did)],
      capabilityInvocation: [keyIdOf(did)],
      capabilityDelegation: [keyIdOf(did)],
      keyAgreement: [],
      service: [],
    })
  })

  test('takes ours where it wants a Resolvable, for DID URLs too', async () => {
    const { didDocument } = await ours.resolve(`${did}?versionId=1#key`)
    expect(didDocument?.id).toBe(did)
  })

  test('is a method of ours, and gives back the same key', async () => {
    const resolved = await fromDidResolver(resolver)(did, { at: now, now })
    expect(publicKeyOf(resolved.document, keyIdOf(did), 'assertionMethod')).toEqual(jwk)
    expect(resolved).toMatchObject({ did, resolvedAt: now, history: 'unknown' })
  })

  test('says in the metadata why there is no document', async () => {
    const { didDocument, didResolutionMetadata } = await resolver.resolve('did:key:z6Mk')
    expect(didDocument).toBeNull()
    expect(didResolutionMetadata).toMatchObject({ error: 'invalidDid', code: 'did_malformed' })
  })

  test('brings a method of ours that is missing back as unsupported', async () => {
    const other = parseDid('did:other:one')
    await expect(fromDidResolver(resolver)(other, { at: now, now })).rejects.toMatchObject({
      code: 'did_method_unsupported',
    })
  })
})

describe('did:webvh through did-resolver', () => {
  const day = (n: number) => epochSeconds(now - (10 - n) * 86_400)

  async function board() {
    const signer = await generateSigner({ algorithm: 'EdDSA' })
    const created = await createDidLog({
      signer,
      location: 'clinic.example',
      versionTime: day(1),
      document: (one) => createDidDocument({ did: one, keys: [{ fragment: 'key-1', jwk }] }),
    })
    const updated = await updateDidLog(created.log, {
      signer,
      versionTime: day(2),
      document: (_, one) => createDidDocument({ did: one, keys: [{ fragment: 'key-2', jwk }] }),
    })
    const files = { log: updated.log }
    const webvh = createDidWebvhResolver({ fetch: async () => new Response(files.log) })
    const ours = createResolver({ methods: { webvh } })
    return {
      files,
      did: created.did,
      ours: toDidResolverRegistry(ours, { clock, methods: ['webvh'] }),
    }
  }

  test.each(versions.map(([version]) => version))('is a method of did-resolver %d', async (n) => {
    const { did: one, ours } = await board()
    const { Resolver } = { 4: version4, 5: version5, 6: version6 }[n]
    const { didDocument, didDocumentMetadata } = await new Resolver(ours).resolve(one)
    expect(didDocument?.assertionMethod).toEqual([`${one}#key-2`])
    expect(didDocument?.service).toHaveLength(2)
    expect(didDocumentMetadata).toEqual({ updated: formatDateTime(day(2)) })
  })

  test('answers with the version of a time', async () => {
    const { did: one, ours } = await board()
    const url = `${one}?versionTime=${formatDateTime(day(1.5))}#key-1`
    for (const { Resolver } of [version4, version5, version6]) {
      const { didDocument, didDocumentMetadata } = await new Resolver(ours).resolve(url)
      expect(didDocument?.assertionMethod).toEqual([`${one}#key-1`])
      expect(didDocumentMetadata).toEqual({
        updated: formatDateTime(day(1)),
        nextUpdate: formatDateTime(day(2)),
      })
    }
  })

  test.each([
    ['a time before there was any', 'versionTime=2020-01-01T00:00:00Z', 'notFound'],
    ['a time that is none', 'versionTime=yesterday', 'invalidDidUrl'],
    ['an id, which the present one may not have', 'versionId=1-Qm', 'notFound'],
    ['a number, which the present one may not have', 'versionNumber=1', 'notFound'],
  ])('has no document for %s', async (_, query, error) => {
    const { did: one, ours } = await board()
    const result = await ours['webvh']?.(`${one}?${query}`)
    expect(result).toMatchObject({ didDocument: null, didResolutionMetadata: { error } })
  })

  test('calls a log that was tampered with an invalid DID', async () => {
    const { did: one, ours, files } = await board()
    files.log = files.log.replaceAll('key-2', 'key-3')
    expect(await ours['webvh']?.(one)).toMatchObject({
      didDocument: null,
      didResolutionMetadata: { error: 'invalidDid', code: 'did_log_hash_wrong' },
    })
  })
})

describe.each(versions.map(([version]) => version))(
  'every method in a registry of did-resolver %d',
  (n) => {
    const { Resolver } = { 4: version4, 5: version5, 6: version6 }[n]
    const entry = (name: string, method: ResolveDid) =>
      toDidResolverRegistry(method, { clock, methods: [name] })

    async function hosted() {
      const signer = await generateSigner({ algorithm: 'EdDSA' })
      const { did: webvhDid, log } = await createDidLog({
        signer,
        location: 'board.example',
        versionTime: epochSeconds(now - 60),
        document: (one) => createDidDocument({ did: one, keys: [{ fragment: 'key-1', jwk }] }),
      })
      const files: Readonly<Record<string, string>> = {
        'https://clinic.example/.well-known/did.json': JSON.stringify(document),
        'https://board.example/.well-known/did.jsonl': log,
      }
      const fetch = async (url: string) =>
        files[url] === undefined ? new Response(null, { status: 404 }) : new Response(files[url])
      return { webvhDid, fetch }
    }

    test.each(['key', 'jwk', 'web', 'webvh'])('did:%s', async (name) => {
      const { webvhDid, fetch } = await hosted()
      const resolver = new Resolver({
        ...entry('key', resolveDidKey),
        ...entry('jwk', resolveDidJwk),
        ...entry('web', createDidWebResolver({ fetch })),
        ...entry('webvh', createDidWebvhResolver({ fetch })),
      })
      const dids = { key: did, jwk: didJwkOf(jwk), web: webDid, webvh: webvhDid }
      const one = dids[name as keyof typeof dids]
      const { didDocument, didResolutionMetadata } = await resolver.resolve(one)
      expect(didResolutionMetadata.error).toBeUndefined()
      expect(didDocument?.id).toBe(one)
      expect(didDocument?.verificationMethod?.map((method) => method.publicKeyJwk)).toEqual([jwk])
    })

    test('does not take a DID of one method for that of another', async () => {
      const resolver = new Resolver(entry('key', resolveDidJwk))
      const { didDocument, didResolutionMetadata } = await resolver.resolve(did)
      expect(didDocument).toBeNull()
      expect(didResolutionMetadata).toMatchObject({ code: 'did_method_unsupported' })
    })
  },
)

describe('toDidResolver', () => {
  test.each<[IdentityErrorCode, string, 'failed' | 'unknown']>([
    ['did_not_found', 'notFound', 'failed'],
    ['did_unreachable', 'internalError', 'unknown'],
    ['did_deactivated', 'deactivated', 'failed'],
    ['did_method_unsupported', 'unsupportedDidMethod', 'failed'],
    ['did_document_mismatch', 'invalidDidDocument', 'failed'],
    ['did_document_malformed', 'invalidDidDocument', 'failed'],
  ])('turns %s into %s', async (code, error, outcome) => {
    const failing: ResolveDid = async () => {
      throw new IdentityError(code, 'made up for the test', { outcome })
    }
    expect(await toDidResolver(failing, { clock }).resolve(webDid)).toEqual({
      didResolutionMetadata: { error, code, outcome },
      didDocument: null,
      didDocumentMetadata: code === 'did_deactivated' ? { deactivated: true } : {},
    })
  })

  test('calls what is no DID invalid', async () => {
    const { didResolutionMetadata } = await resolvable.resolve('https://example.com')
    expect(didResolutionMetadata.error).toBe('invalidDid')
  })

  test('asks about the present of its clock', async () => {
    const asked: unknown[] = []
    const recording: ResolveDid = (one, options) => {
      asked.push(options)
      return resolve(one, options)
    }
    await toDidResolver(recording, { clock }).resolve(did)
    expect(asked).toEqual([{ at: now, now }])
  })

  test('hands out copies, so that nobody changes what is remembered', async () => {
    const first = await resolvable.resolve(did)
    first.didDocument?.verificationMethod.pop()
    first.didDocument?.assertionMethod.pop()
    const second = await resolvable.resolve(did)
    expect(second.didDocument?.verificationMethod).toHaveLength(1)
    expect(second.didDocument?.assertionMethod).toHaveLength(1)
  })
})

describe('fromDidResolver', () => {
  const answering = (answer: object): ResolveDid =>
    fromDidResolver({
      resolve: async () => ({
        didResolutionMetadata: {},
        didDocument: null,
        didDocumentMetadata: {},
        ...answer,
      }),
    })
  const ask = (method: ResolveDid): Promise<unknown> => method(webDid, { at: now, now })

  test('reads the document as strictly as one of our own', async () => {
    await expect(ask(answering({ didDocument: document }))).resolves.toMatchObject({ did: webDid })
    for (const [didDocument, code] of [
      [{ ...document, id: 'did:web:stranger.example' }, 'did_document_mismatch'],
      [{ ...document, assertionMethod: ['nonsense'] }, 'did_document_malformed'],
      [{ ...document, extra: 'x'.repeat(70_000) }, 'did_document_malformed'],
    ] as const) {
      await expect(ask(answering({ didDocument }))).rejects.toMatchObject({ code })
    }
  })

  test('refuses a document that is no data', async () => {
    const circular: Record<string, unknown> = { ...document }
    circular['self'] = circular
    await expect(ask(answering({ didDocument: circular }))).rejects.toMatchObject({
      code: 'did_document_malformed',
    })
  })

  test('refuses a deactivated DID whose document is still there', async () => {
    const answer = { didDocument: document, didDocumentMetadata: { deactivated: true } }
    await expect(ask(answering(answer))).rejects.toMatchObject({
      code: 'did_deactivated',
      outcome: 'failed',
    })
  })

  test('refuses an error beside a document', async () => {
    const answer = { didDocument: document, didResolutionMetadata: { error: 'invalidDid' } }
    await expect(ask(answering(answer))).rejects.toMatchObject({ code: 'did_malformed' })
  })

  test.each([
    ['notFound, which may be the network', { didResolutionMetadata: { error: 'notFound' } }],
    ['an error it does not know', { didResolutionMetadata: { error: 'toString' } }],
    ['an error that is no text', { didResolutionMetadata: { error: { code: 1 } } }],
    ['nothing', {}],
    ['no metadata', { didResolutionMetadata: undefined, didDocumentMetadata: undefined }],
  ])('calls %s unknown', async (_, answer) => {
    await expect(ask(answering(answer))).rejects.toMatchObject({
      code: 'did_unreachable',
      outcome: 'unknown',
    })
  })

  test('calls unknown what is thrown, and does not repeat it', async () => {
    const method = fromDidResolver({
      resolve: async () => {
        throw new Error('canary')
      },
    })
    const error = await ask(method).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'did_unreachable', outcome: 'unknown' })
    expect(String((error as Error).stack)).not.toContain('canary')
  })

  test('lets errors of ours through', async () => {
    const method = fromDidResolver({
      resolve: async () => {
        throw new BaseError('http_timeout', 'made up for the test', { outcome: 'unknown' })
      },
    })
    await expect(ask(method)).rejects.toMatchObject({ code: 'http_timeout' })
  })

  test('does not wait beyond the signal', async () => {
    const controller = new AbortController()
    const method = fromDidResolver({ resolve: () => new Promise(() => undefined) })
    const pending = method(webDid, { at: now, now, signal: controller.signal })
    controller.abort()
    await expect(pending).rejects.toMatchObject({ code: 'aborted', outcome: 'unknown' })
  })
})
