import { signDocument } from '@fidecura/identity/data-integrity'
import { describe, expect, test } from '@jest/globals'
import { createRdfcSuites, healthContext } from '../src/index.ts'
import { clinic, contextV2, document, handedIn, signer, verify } from './samples.ts'

const url = 'https://x.example/context'
const given = (context: unknown): unknown => ({ '@context': context })
const term = (definition: object): unknown =>
  given({ term: { '@id': 'urn:x:term', ...definition } })

describe('createRdfcSuites', () => {
  test.each<[string, string, unknown]>([
    ['nothing', 'context_malformed', undefined],
    ['no document with a context', 'context_malformed', { term: 'urn:x:term' }],
    ['more than a context', 'context_malformed', { '@context': {}, name: 'x' }],
    ['a context that is to be fetched', 'context_malformed', given('https://y.example/context')],
    ['one among others', 'context_malformed', given([{}, 'https://y.example/context'])],
    ['one that is imported', 'context_malformed', given({ '@import': 'https://y.example' })],
    ['one within a term', 'context_malformed', term({ '@context': 'https://y.example' })],
    ['no context at all', 'context_malformed', given(null)],
    ['no contexts within a term', 'context_malformed', term({ '@context': null })],
    [
      'others in the place of those of the document',
      'context_malformed',
      term({ '@container': '@graph', '@context': [null, { '@vocab': 'https://y.example/#' }] }),
    ],
    ['names for the top alone', 'context_malformed', given({ '@propagate': false, a: 'urn:x:a' })],
    ['a base for relative names', 'context_malformed', given({ '@base': 'https://y.example' })],
    ['a vocabulary that is relative', 'context_malformed', given({ '@vocab': '' })],
    ['a name that drops its member', 'context_malformed', given({ term: null })],
    ['a name that is relative', 'context_malformed', given({ term: 'term' })],
    ['a name of nothing', 'context_malformed', given({ term: {} })],
    ['a nest', 'context_malformed', term({ '@nest': 'nested' })],
    ['another name for a nest', 'context_malformed', given({ nested: '@nest' })],
    ['another name for a graph', 'context_malformed', given({ graph: '@graph' })],
    ['another name for what is included', 'context_malformed', given({ more: '@included' })],
    [
      'a property that runs backwards',
      'context_malformed',
      given({ of: { '@reverse': 'urn:x:a' } }),
    ],
    ['a map whose keys are dropped', 'context_malformed', term({ '@container': '@index' })],
    ['a map by id', 'context_malformed', term({ '@container': ['@graph', '@id'] })],
    ['another name for `id`', 'context_ambiguous', given({ identifier: '@id' })],
    ['another name for `type`', 'context_ambiguous', given({ a: { '@id': '@type' } })],
    [
      'another name for the end',
      'context_ambiguous',
      given({ until: 'https://www.w3.org/2018/credentials#validUntil' }),
    ],
    [
      'one put together of a prefix',
      'context_ambiguous',
      given({ until: 'cred:validUntil', cred: 'https://www.w3.org/2018/credentials#' }),
    ],
    [
      'one deep within',
      'context_ambiguous',
      term({ '@context': { until: 'https://www.w3.org/2018/credentials#validUntil' } }),
    ],
    ['two names for one thing', 'context_ambiguous', given({ a: 'urn:x:a', b: 'urn:x:a' })],
    [
      'a vocabulary in which names mean what others do',
      'context_ambiguous',
      given({
        '@vocab': 'https://www.w3.org/2018/credentials#',
        a: 'https://www.w3.org/2018/credentials#b',
      }),
    ],
    [
      'a vocabulary that begins ours',
      'context_ambiguous',
      given({ '@vocab': 'urn:fidecura:claim:' }),
    ],
    [
      'a name for one of our types',
      'context_ambiguous',
      given({ Licence: 'urn:fidecura:credential:practitioner-licence:1' }),
    ],
  ])('refuses %s: %s', (_, code, context) => {
    const create = () => createRdfcSuites({ contexts: { [url]: context } })
    expect(create).toThrow(expect.objectContaining({ code }))
  })

  test.each([contextV2, healthContext])('keeps %s as it is', (bundled) => {
    const create = () => createRdfcSuites({ contexts: { [bundled]: given({ a: 'urn:x:a' }) } })
    expect(create).toThrow(expect.objectContaining({ code: 'context_ambiguous', place: bundled }))
  })

  test('says at which context it stopped', () => {
    const create = () => createRdfcSuites({ contexts: { [url]: {} } })
    expect(create).toThrow(expect.objectContaining({ place: url }))
  })

  test('does not see what becomes of a context later, nor what another set has under its URL', async () => {
    const contexts = structuredClone(handedIn)
    const { eddsaRdfc2022: suite } = createRdfcSuites({ contexts })
    const signed = await signDocument(document, { signer, suite, created: 1_800_000_000 as never })
    const names: { room?: string } = contexts[clinic]?.['@context'] as never
    names.room = 'https://attacker.example/#room'
    await verify(signed, signer, [suite])
    const { eddsaRdfc2022: other } = createRdfcSuites({ contexts })
    await expect(verify(signed, signer, [other])).rejects.toMatchObject({ code: 'proof_invalid' })
    await verify(signed, signer, [suite])
  })

  test('takes a vocabulary, whose names are then all signed', async () => {
    const { eddsaRdfc2022: suite } = createRdfcSuites({
      contexts: { [url]: given({ '@vocab': 'https://x.example/#' }) },
    })
    const unsigned = { '@context': [contextV2, url], type: 'VerifiableCredential', anything: 'x' }
    const signed = await signDocument(unsigned, { signer, suite, created: 1_800_000_000 as never })
    await verify(signed, signer, [suite])
    await expect(verify({ ...signed, anything: 'y' }, signer, [suite])).rejects.toMatchObject({
      code: 'proof_invalid',
    })
  })
})
