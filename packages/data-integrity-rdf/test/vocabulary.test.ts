import type { JsonObject } from '@fidecura/base'
import { signDocument } from '@fidecura/identity/data-integrity'
import { describe, expect, test } from '@jest/globals'
import { leastCpuMs } from '../../../test/cpu.ts'
import { createRdfcSuites, healthContext } from '../src/index.ts'
import { contextV2, signer, verify } from './samples.ts'

const anyName = 'https://names.example/contexts/any/1'
const scoped = 'https://names.example/contexts/scoped/1'
const suites = createRdfcSuites({
  contexts: {
    [anyName]: { '@context': { '@vocab': 'https://names.example/#' } },
    [scoped]: {
      '@context': {
        sort: { '@id': 'https://scoped.example/#sort', '@type': '@vocab' },
        Chart: {
          '@id': 'https://scoped.example/#Chart',
          '@context': {
            raw: { '@id': 'https://scoped.example/#raw', '@type': '@json' },
            layers: { '@id': 'https://scoped.example/#layers', '@container': '@graph' },
          },
        },
      },
    },
  },
})
const taken = [suites.eddsaRdfc2022]

const sign = (document: JsonObject) =>
  signDocument(document, {
    signer,
    suite: suites.eddsaRdfc2022,
    created: 1_800_000_000 as never,
  })

const patient = 'did:example:patient'
const document: JsonObject = {
  '@context': [contextV2, anyName],
  id: 'urn:example:visit:7',
  type: ['VerifiableCredential', 'Visit'],
  issuer: 'did:example:clinic',
  credentialSubject: { id: patient, conditions: ['only ward 3'], depth: 3, actions: ['read'] },
}
const about = (members: JsonObject, whole: JsonObject = document): JsonObject => ({
  ...whole,
  credentialSubject: { ...(whole['credentialSubject'] as JsonObject), ...members },
})
const signed = await sign(document)

const inScope: JsonObject = {
  ...document,
  '@context': [contextV2, anyName, scoped],
  credentialSubject: {
    id: patient,
    limit: 3,
    sort: 'Chart',
    raw: { id: 'urn:example:chart', text: 'x' },
    layers: { id: 'urn:example:layer', of: { id: 'urn:example:other' } },
  },
}
const signedInScope = await sign(inScope)

// Each is a document that nobody signed.
const attacks: readonly (readonly [string, string, JsonObject])[] = [
  ['powers without limits, which are none', 'document_ambiguous', about({ powers: [] })],
  ['powers that are nothing', 'document_ambiguous', about({ powers: null })],
  [
    'powers that are told by an index, which is not signed',
    'document_ambiguous',
    about({ powers: { '@set': [], '@index': 'all' } }),
  ],
  [
    'a context in the value of a claim',
    'context_inline',
    about({ privileges: { '@context': { '@vocab': 'urn:x:' }, '@set': [] } }),
  ],
  [
    'a condition that is wrapped, and another beside it',
    'document_ambiguous',
    about({ conditions: [{ '@value': 'only ward 3' }, { '@set': [], '@index': 'or any' }] }),
  ],
  [
    'a number that is wrapped',
    'document_ambiguous',
    about({ depth: { '@value': '3', '@type': 'http://www.w3.org/2001/XMLSchema#integer' } }),
  ],
  ['a number said twice', 'document_ambiguous', about({ depth: [3, 3] })],
  [
    'a type spelled out',
    'document_ambiguous',
    { ...document, type: ['VerifiableCredential', 'https://names.example/#Visit'] },
  ],
]

const attacksInScope: typeof attacks = [
  [
    'what is JSON for another type',
    'document_ambiguous',
    about({ raw: [{ id: 'urn:example:chart', text: { '@value': 'x' } }] }, inScope),
  ],
  [
    'a name in a value spelled out',
    'document_ambiguous',
    about({ sort: 'https://scoped.example/#Chart' }, inScope),
  ],
  [
    'a claim moved into what is a graph for another type',
    'document_ambiguous',
    {
      ...inScope,
      credentialSubject: {
        id: patient,
        raw: { id: 'urn:example:chart', text: 'x' },
        layers: { id: 'urn:example:layer', of: { id: 'urn:example:other', by: { id: patient } } },
      },
    },
  ],
]

describe('a proof over names of a vocabulary', () => {
  test('holds for the document that was signed', async () => {
    await verify(signed, signer, taken)
    await verify(signedInScope, signer, taken)
  })

  test.each([
    ...attacks.map((attack) => [...attack, signed] as const),
    ...attacksInScope.map((attack) => [...attack, signedInScope] as const),
  ])('does not hold for a document with %s: %s', async (_, code, forged, { proof = null }) => {
    const { '@context': context, ...bare } = proof as JsonObject
    expect(context).toBeDefined()
    const attempt = verify({ ...forged, proof: bare }, signer, taken)
    await expect(attempt).rejects.toMatchObject({ code })
    await expect(sign(forged)).rejects.toMatchObject({ code })
  })

  test('is over what is JSON for a type, where the object is of it', async () => {
    const chart = { type: 'Chart', raw: { list: [], number: 1.5, twice: [1, 1] } }
    const whole = await sign({ ...inScope, credentialSubject: chart })
    await verify(whole, signer, taken)
    const other = { ...chart, raw: { ...chart.raw, list: ['x'] } }
    await expect(
      verify({ ...whole, credentialSubject: other }, signer, taken),
    ).rejects.toMatchObject({ code: 'proof_invalid' })
  })

  test('is over our claims as the JSON that they are, where the document names our context', async () => {
    const contexts = [contextV2, anyName, healthContext]
    const whole = await sign(about({ powers: [] }, { ...document, '@context': contexts }))
    await verify(whole, signer, taken)
    for (const claims of [{ powers: ['x'] }, { depth: [3] }]) {
      await expect(verify(about(claims, whole), signer, taken)).rejects.toMatchObject({
        code: 'proof_invalid',
      })
    }
  })

  test('is bounded for names that are JSON in a context that the document does not name', async () => {
    const actions = Array.from({ length: 24_000 }, (_, i) => `action ${i}`)
    const refuse = () =>
      expect(sign(about({ actions }))).rejects.toMatchObject({ code: 'document_too_large' })
    // As plain members they took six seconds.
    expect(await leastCpuMs(refuse, { attempts: 3, enoughMs: 2000 })).toBeLessThan(2000)
  })
})

test('a proof does not hold where a context stands in a graph that is not at the top', async () => {
  const nested = (proof: JsonObject): JsonObject =>
    about({ related: { type: 'VerifiableCredential', proof } })
  const whole = await sign(nested({ room: 'B 12' }))
  await verify(whole, signer, taken)
  const context = { bed: 'https://names.example/#room' }
  const { credentialSubject = null } = nested({ '@context': context, bed: 'B 12' })
  await expect(verify({ ...whole, credentialSubject }, signer, taken)).rejects.toMatchObject({
    code: 'context_inline',
    place: '/credentialSubject',
  })
})
