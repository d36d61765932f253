import { encodeUtf8, type JsonObject } from '@fidecura/base'
import { credentialTypes, decodeCredential, issueCredential } from '@fidecura/credentials'
import {
  hasIntegrity,
  integrityOf,
  resolveTypeMetadata,
  typeFilesOf,
  typeMetadataUrl,
  typeReferenceOf,
} from '@fidecura/credentials/types'
import { describe, expect, test } from '@jest/globals'
import { healthSpecs } from '../../src/health-specs.ts'
import { contentsOf, issuer } from '../samples.ts'

const { practitionerLicence } = credentialTypes
const origin = 'https://hospital.example'
const files = await typeFilesOf(origin)
const licenceFile = files.find(({ vct }) => vct === practitionerLicence)

const base = 'https://example.com/types/base'
const child = 'https://example.com/types/child'
const ofAnother = await integrityOf('x')
const document = (vct: string, more: JsonObject = {}): string => JSON.stringify({ vct, ...more })
const claim = (more: JsonObject = {}): JsonObject => ({ path: ['name'], ...more })

describe('typeFilesOf', () => {
  test('makes metadata and a schema for each type, which link each other by digests', async () => {
    expect(files).toHaveLength(2 * Object.keys(healthSpecs).length)
    for (const { vct, text, path, integrity } of files) {
      expect(path).toMatch(/^\/\.well-known\/fidecura\/(?:types|schemas)\/[a-z-]+\.1\.json$/)
      expect(await integrityOf(text)).toBe(integrity)
      if (vct === undefined) continue
      const metadata = JSON.parse(text) as JsonObject
      const schema = files.find(({ path: other }) => `${origin}${other}` === metadata['schema_uri'])
      expect(schema?.integrity).toBe(metadata['schema_uri#integrity'])
      expect(typeMetadataUrl(vct, origin)).toBe(`${origin}${path}`)
    }
  })

  test.each([
    'http://hospital.example',
    'hospital.example',
    'https://user@hospital.example',
    'https://hospital.example/department',
  ])('refuses to write for %s', async (wrong) => {
    await expect(typeFilesOf(wrong)).rejects.toMatchObject({ code: 'http_url_refused' })
  })

  test('says of every claim whether it may be hidden, as issuing does', async () => {
    const known = { [practitionerLicence]: licenceFile?.text ?? '' }
    const { claims, display } = await resolveTypeMetadata({ vct: practitionerLicence }, { known })
    expect(display.map(({ locale }) => locale)).toEqual(['en', 'zh-CN'])
    const of = (name: string) => claims.find(({ path }) => path[0] === name)
    expect(of('name')).toMatchObject({ sd: 'allowed', mandatory: true })
    expect(of('specialties')).toMatchObject({ sd: 'allowed', mandatory: false })
    expect(of('conditions')).toMatchObject({ sd: 'never', mandatory: false })
    expect(of('standing')).toMatchObject({ sd: 'never', mandatory: true })
  })
})

describe('a credential that names its type metadata', () => {
  const issued = async (): Promise<ReturnType<typeof typeReferenceOf>> => {
    const typeIntegrity = licenceFile?.integrity ?? ''
    const contents = contentsOf(practitionerLicence, { typeIntegrity })
    const token = await issueCredential(contents, { signer: issuer, format: 'dc+sd-jwt' })
    return typeReferenceOf(await decodeCredential(token))
  }

  test('leads to them where its issuer serves them', async () => {
    const asked: string[] = []
    const resolved = await resolveTypeMetadata(await issued(), {
      fetch: async (url) => {
        asked.push(url)
        return new Response(licenceFile?.text)
      },
      urlOf: (vct) => typeMetadataUrl(vct, origin),
    })
    expect(resolved.vct).toBe(practitionerLicence)
    expect(asked).toEqual([`${origin}/.well-known/fidecura/types/practitioner-licence.1.json`])
  })

  test('refuses others, though nothing else is wrong with them', async () => {
    const known = { [practitionerLicence]: `${licenceFile?.text} ` }
    await expect(
      resolveTypeMetadata({ vct: practitionerLicence }, { known }),
    ).resolves.toBeDefined()
    await expect(resolveTypeMetadata(await issued(), { known })).rejects.toMatchObject({
      code: 'type_metadata_mismatch',
    })
  })

  test.each(['md5-x', 'sha256', 'sha256-x y', ''])(
    'is not issued with the digest %j',
    async (typeIntegrity) => {
      const contents = contentsOf(practitionerLicence, { typeIntegrity })
      await expect(
        issueCredential(contents, { signer: issuer, format: 'dc+sd-jwt' }),
      ).rejects.toMatchObject({ code: 'credential_claims_invalid', place: '/vct#integrity' })
    },
  )

  test('is not issued in a format that cannot say so', async () => {
    const contents = contentsOf(practitionerLicence, { typeIntegrity: 'sha256-AA==' })
    await expect(
      issueCredential(contents, { signer: issuer, format: 'vc+jwt' }),
    ).rejects.toMatchObject({ code: 'credential_format_unsupported' })
  })
})

describe('resolveTypeMetadata', () => {
  test('takes over what a type inherits, and what it says anew of it', async () => {
    const label = (text: string) => [{ locale: 'en', label: text }]
    const known = {
      [base]: document(base, {
        display: [{ locale: 'en', name: 'Base' }],
        claims: [claim({ display: label('Name') }), { path: ['a', null, 0], sd: 'never' }],
      }),
      [child]: document(child, {
        extends: base,
        'extends#integrity': await integrityOf(
          document(base, {
            display: [{ locale: 'en', name: 'Base' }],
            claims: [claim({ display: label('Name') }), { path: ['a', null, 0], sd: 'never' }],
          }),
        ),
        claims: [claim({ display: label('Full name'), mandatory: true, sd: 'always' })],
      }),
    }
    expect(await resolveTypeMetadata({ vct: child }, { known })).toEqual({
      vct: child,
      extended: [base],
      display: [{ locale: 'en', name: 'Base' }],
      claims: [
        { path: ['name'], display: label('Full name'), mandatory: true, sd: 'always' },
        { path: ['a', null, 0], display: [], mandatory: false, sd: 'never' },
      ],
    })
  })

  const chain = (length: number): Record<string, string> =>
    Object.fromEntries(
      Array.from({ length }, (_, i) => [
        `urn:t:${i}`,
        document(`urn:t:${i}`, i + 1 < length ? { extends: `urn:t:${i + 1}` } : {}),
      ]),
    )

  test('follows four types up, and no fifth', async () => {
    const { extended } = await resolveTypeMetadata({ vct: 'urn:t:0' }, { known: chain(5) })
    expect(extended).toHaveLength(4)
    await expect(
      resolveTypeMetadata({ vct: 'urn:t:0' }, { known: chain(6) }),
    ).rejects.toMatchObject({ code: 'type_metadata_circular' })
  })

  test.each<[string, Record<string, string>, string]>([
    [
      'a type that extends itself',
      { [child]: document(child, { extends: child }) },
      'type_metadata_circular',
    ],
    [
      'two that extend each other',
      { [child]: document(child, { extends: base }), [base]: document(base, { extends: child }) },
      'type_metadata_circular',
    ],
    ['metadata of another type', { [child]: document(base) }, 'type_metadata_malformed'],
    ['no JSON', { [child]: 'x' }, 'type_metadata_malformed'],
    [
      'a member twice',
      { [child]: `{"vct":"${child}","vct":"${child}"}` },
      'type_metadata_malformed',
    ],
    [
      'too long a document',
      { [child]: document(child, { x: 'x'.repeat(262_144) }) },
      'type_metadata_malformed',
    ],
    ['what is not known', {}, 'type_metadata_unavailable'],
    [
      'what extends a type that is not known',
      { [child]: document(child, { extends: base }) },
      'type_metadata_unavailable',
    ],
    [
      'what extends other metadata than are known',
      {
        [child]: document(child, { extends: base, 'extends#integrity': ofAnother }),
        [base]: document(base),
      },
      'type_metadata_mismatch',
    ],
    [
      'what hides a claim that must be seen',
      {
        [child]: document(child, { extends: base, claims: [claim({ sd: 'always' })] }),
        [base]: document(base, { claims: [claim({ sd: 'never' })] }),
      },
      'type_metadata_widened',
    ],
    [
      'what lets a claim be left out that must be there',
      {
        [child]: document(child, { extends: base, claims: [claim()] }),
        [base]: document(base, { claims: [claim({ mandatory: true })] }),
      },
      'type_metadata_widened',
    ],
    ...[
      { claims: {} },
      { claims: [{ path: [] }] },
      { claims: [{ path: [-1] }] },
      { claims: [{ path: [true] }] },
      { claims: [claim({ sd: 'maybe' })] },
      { claims: [claim({ mandatory: 'yes' })] },
      { claims: [claim({ display: [{ locale: 'en' }] })] },
      { display: [{ name: 'x' }] },
      { display: ['x'] },
      { name: 7 },
      { extends: '' },
    ].map((more): [string, Record<string, string>, string] => [
      JSON.stringify(more),
      { [child]: document(child, more as JsonObject) },
      'type_metadata_malformed',
    ]),
  ])('refuses %s', async (_, known, code) => {
    await expect(resolveTypeMetadata({ vct: child }, { known })).rejects.toMatchObject({
      code,
      outcome: code === 'type_metadata_unavailable' ? 'unknown' : 'failed',
    })
  })

  test('calls it unknown when the host is down, or the digest is of another algorithm', async () => {
    const fetch = async (): Promise<Response> => new Response('', { status: 503 })
    await expect(resolveTypeMetadata({ vct: child }, { fetch })).rejects.toMatchObject({
      code: 'type_metadata_unavailable',
      outcome: 'unknown',
    })
    const known = { [child]: document(child) }
    await expect(
      resolveTypeMetadata({ vct: child, integrity: 'sha512-AAAA' }, { known }),
    ).rejects.toMatchObject({ code: 'type_metadata_unavailable', outcome: 'unknown' })
  })

  test('never asks for what is known', async () => {
    const fetch = (): Promise<Response> => Promise.reject(new Error('asked'))
    const known = { [child]: encodeUtf8(document(child)) }
    expect(await resolveTypeMetadata({ vct: child }, { known, fetch })).toMatchObject({
      vct: child,
    })
  })
})

test('hasIntegrity takes any of several digests, with options', async () => {
  const bytes = encodeUtf8('x')
  const right = await integrityOf(bytes)
  const other = await integrityOf('y')
  expect(await hasIntegrity(bytes, `${other} ${right}?ct=json`)).toBe(true)
  expect(await hasIntegrity(bytes, other)).toBe(false)
  expect(await hasIntegrity(bytes, right.slice(0, -1))).toBeUndefined()
})
