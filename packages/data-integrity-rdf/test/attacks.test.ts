import type { JsonObject } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import { clinic, contextV2, document, sign, subject, suites, verify, ward } from './samples.ts'

const about = (members: JsonObject): JsonObject => ({
  ...document,
  credentialSubject: { ...subject, ...members },
})
const without = (name: string, from: JsonObject = document): JsonObject => {
  const { [name]: _, ...rest } = from
  return rest
}
const signed = await sign(document)
// The proofs of others do not repeat the context, and the attacker leaves it out, too.
const { '@context': _, ...bare } = signed['proof'] as JsonObject
const cred = 'https://www.w3.org/2018/credentials#'

// Each is a document that nobody signed, with a proof over another one.
const attacks: readonly (readonly [string, string, JsonObject])[] = [
  ['an altered text', 'proof_invalid', about({ room: 'B 13' })],
  [
    'a context of the attacker in the document',
    'context_inline',
    { ...document, '@context': [contextV2, clinic, { room: 'https://x.example/#room' }] },
  ],
  [
    'a context of the attacker in the place of the one that was signed',
    'context_inline',
    { ...document, '@context': [contextV2, { '@vocab': 'https://clinic.example/#' }] },
  ],
  [
    'a vocabulary for whatever else it says',
    'context_inline',
    { ...about({ admin: 'yes' }), '@context': [contextV2, clinic, { '@vocab': 'urn:x:' }] },
  ],
  [
    'a context that would have to be fetched',
    'context_unknown',
    { ...document, '@context': [contextV2, clinic, 'https://attacker.example/context'] },
  ],
  [
    'a context within the subject',
    'context_inline',
    about({ '@context': { room: 'https://clinic.example/#limit' } }),
  ],
  [
    'another known context, in which the name means something else',
    'proof_invalid',
    { ...document, '@context': [contextV2, clinic, ward] },
  ],
  [
    'the context left out that knows the names',
    'document_term_undefined',
    { ...document, '@context': [contextV2] },
  ],
  [
    'a context twice',
    'document_malformed',
    { ...document, '@context': [contextV2, clinic, clinic] },
  ],
  ['no context', 'document_malformed', without('@context')],
  ['a member that nothing defines', 'document_term_undefined', about({ admin: 'yes' })],
  ['one at the top', 'document_term_undefined', { ...document, admin: 'yes' }],
  [
    'a type that nothing defines',
    'document_term_undefined',
    { ...document, type: ['VerifiableCredential', 'Visit', 'Admin'] },
  ],
  // The graphs of all that follow are the one that was signed.
  [
    'an end that no reader finds, for it is spelled out',
    'document_ambiguous',
    {
      ...without('validUntil'),
      [`${cred}validUntil`]: {
        '@type': 'http://www.w3.org/2001/XMLSchema#dateTime',
        '@value': document['validUntil'] as string,
      },
    },
  ],
  [
    'a name put together of a prefix and the rest',
    'document_ambiguous',
    { ...document, credentialSubject: { ...without('limit', subject), 'clinic:limit': 3 } },
  ],
  [
    'a type spelled out',
    'document_ambiguous',
    { ...document, type: ['VerifiableCredential', 'https://clinic.example/#Visit'] },
  ],
  [
    'a type put together',
    'document_ambiguous',
    { ...document, type: ['VerifiableCredential', 'clinic:Visit'] },
  ],
  [
    'an id by its keyword',
    'document_ambiguous',
    {
      ...document,
      credentialSubject: { ...without('id', subject), '@id': 'did:example:patient' },
    },
  ],
  [
    'claims moved to another object of the same id',
    'document_ambiguous',
    {
      ...document,
      credentialSubject: {
        ...without('limit', subject),
        related: { ...(subject['related'] as JsonObject) },
        visit: {
          id: 'urn:example:other',
          room: 'A 1',
          related: { id: 'did:example:patient', limit: 3 },
        },
      },
    },
  ],
  [
    'the end moved below, to an object that has the id of the whole',
    'document_ambiguous',
    about({ related: [subject['related'] as JsonObject, { id: document['id'] as string }] }),
  ],
  [
    'a blank node that could be taken apart',
    'document_ambiguous',
    about({ related: { id: '_:b0', limit: 5 } }),
  ],
  ['a name for a blank node', 'document_ambiguous', about({ visit: '_:b0' })],
  ['a list out of nothing', 'document_ambiguous', { ...document, credentialStatus: [] }],
  ['nothing, by name', 'document_ambiguous', { ...document, credentialStatus: null }],
  ['nothing, for what is signed as JSON', 'document_ambiguous', { ...document, _sd: null }],
  [
    'a graph around it',
    'document_ambiguous',
    { '@context': document['@context'] as string[], '@graph': [without('@context')] },
  ],
  [
    'members that are included',
    'document_ambiguous',
    { ...document, '@included': { id: 'did:example:patient', limit: 9 } },
  ],
  ['members in a nest', 'document_ambiguous', { ...document, '@nest': { validFrom: '2020' } }],
  ['members the other way round', 'document_ambiguous', about({ '@reverse': { related: {} } })],
  ['a text that is wrapped', 'document_ambiguous', about({ room: { '@value': 'B 12' } })],
  [
    'a text of a type of its own',
    'document_ambiguous',
    about({ room: { '@value': 'B 12', '@type': 'http://www.w3.org/2001/XMLSchema#string' } }),
  ],
  ['a number beyond the precision of the graph', 'document_ambiguous', about({ limit: 3.5 })],
  ['a list in a list', 'document_ambiguous', about({ room: [['B 12']] })],
  [
    'another context beside the proof',
    'context_inline',
    { ...document, proof: { ...(signed['proof'] as JsonObject), '@context': contextV2 } },
  ],
]

describe('a proof', () => {
  test('holds for the document that was signed', async () => {
    await expect(verify(signed)).resolves.toBeUndefined()
  })

  test.each(attacks)('does not hold for a document with %s: %s', async (_, code, document) => {
    const proof = document['proof'] ?? bare
    await expect(verify({ ...document, proof })).rejects.toMatchObject({ code })
  })

  test.each(attacks.filter(([, code]) => code !== 'proof_invalid'))(
    'is not made of a document with %s',
    async (_, code, unsigned) => {
      if (unsigned['proof'] !== undefined) return expect(code).toBe('context_inline')
      await expect(sign(unsigned)).rejects.toMatchObject({ code })
    },
  )

  test('holds in spite of what means the same to every reader', async () => {
    const { credentialSubject, ...rest } = signed
    await verify({ credentialSubject: [credentialSubject as JsonObject], ...rest })
    const reversed = Object.fromEntries(Object.entries(signed).reverse())
    await verify(reversed)
  })

  test('says nothing of what it was about in its errors', async () => {
    const canary = 'Erika Beispiel'
    for (const members of [{ [canary]: 'x' }, { visit: canary }, { room: { [canary]: 1 } }]) {
      const error: Error = await sign(about(members)).then(
        () => new Error('It was signed'),
        (error) => error,
      )
      expect(error).toMatchObject({ name: 'DataIntegrityRdfError' })
      expect(`${error.stack}${String(error.cause)}`).not.toContain(canary)
    }
  })

  test('is for languages and directions, too', async () => {
    const named = { '@value': 'Klinik', '@language': 'de' }
    const right = { '@value': 'عيادة', '@language': 'ar', '@direction': 'rtl' }
    const texts = await sign({ ...document, name: named, description: right })
    await verify(texts)
    for (const name of [{ ...named, '@language': 'en' }, 'Klinik']) {
      await expect(verify({ ...texts, name })).rejects.toMatchObject({ code: 'proof_invalid' })
    }
    const description = { '@value': right['@value'], '@language': 'ar' }
    await expect(verify({ ...texts, description })).rejects.toMatchObject({ code: 'proof_invalid' })
  })

  test('is over all of the options, too', async () => {
    for (const option of [
      { created: '2027-01-15T08:00:01Z' },
      { expires: '2028-01-15T08:00:00Z' },
      { proofPurpose: 'authentication' },
      { challenge: 'x' },
      { domain: 'x' },
      { nonce: 'x' },
      { id: 'urn:example:proof' },
    ]) {
      const proof = { ...(signed['proof'] as JsonObject), ...option }
      await expect(verify({ ...signed, proof })).rejects.toMatchObject({ code: 'proof_invalid' })
    }
    expect(suites.eddsaRdfc2022.name).toBe('eddsa-rdfc-2022')
  })
})
