import type { JsonObject, JsonValue } from '@fidecura/base'
import { decodeCredential, type KnownSchema, knownSchemas } from '@fidecura/credentials'
import { signJws } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { holder, issuer } from '../samples.ts'

const id = 'https://example.com/schemas/badge.json'
const digestSRI = 'sha384-S57yQDg1MTzF56Oi9DbSQ14u7jBy0RDdx0YbeV7shwhCS88G8SCXeFq82PafhCrW'
const ajv = new Ajv2020({ strictTypes: false })
const validate = ajv.compile({
  properties: {
    credentialSubject: { properties: { colour: { enum: ['blue', 'red'] } }, required: ['colour'] },
  },
})

async function check(
  credentialSchema: JsonValue,
  { colour = 'blue', known = { validate } }: { colour?: string; known?: KnownSchema } = {},
): Promise<unknown> {
  const document: JsonObject = {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    type: ['VerifiableCredential', 'Badge'],
    issuer: issuer.did,
    credentialSubject: { id: holder.did, colour },
    credentialSchema,
  }
  const token = await signJws(document, { signer: issuer, typ: 'vc+jwt' })
  return decodeCredential(token, { schemas: knownSchemas({ [id]: known }) })
}

describe('knownSchemas', () => {
  test.each<[string, JsonValue, KnownSchema]>([
    ['one schema', { id, type: 'JsonSchema' }, { validate }],
    ['a list of one', [{ id, type: 'JsonSchema' }], { validate }],
    [
      'a digest that the caller tells, too',
      { id, type: 'JsonSchema', digestSRI },
      { validate, digestSRI },
    ],
  ])('lets pass what follows %s', async (_, named, known) => {
    await expect(check(named, { known })).resolves.toBeDefined()
  })

  test.each<[string, JsonValue, KnownSchema, string, string]>([
    [
      'a schema that is not known',
      { id: `${id}x`, type: 'JsonSchema' },
      { validate },
      'credential_schema_unsupported',
      '',
    ],
    [
      'one of a prototype',
      { id: 'toString', type: 'JsonSchema' },
      { validate },
      'credential_schema_unsupported',
      '',
    ],
    [
      'a second one that is not known',
      [
        { id, type: 'JsonSchema' },
        { id: 'urn:x', type: 'JsonSchema' },
      ],
      { validate },
      'credential_schema_unsupported',
      '/1',
    ],
    [
      'a schema in a credential',
      { id, type: 'JsonSchemaCredential' },
      { validate },
      'credential_schema_unsupported',
      '',
    ],
    [
      'a digest that the caller does not tell',
      { id, type: 'JsonSchema', digestSRI },
      { validate },
      'credential_schema_unsupported',
      '',
    ],
    [
      'a digest in another form',
      { id, type: 'JsonSchema', digestMultibase: 'uE' },
      { validate },
      'credential_schema_unsupported',
      '',
    ],
    [
      'another digest',
      { id, type: 'JsonSchema', digestSRI: 'sha384-x' },
      { validate, digestSRI },
      'credential_schema_mismatch',
      '',
    ],
    ['none at all', [], { validate }, 'credential_malformed', ''],
    ['a text', id, { validate }, 'credential_malformed', ''],
    ['no type', { id }, { validate }, 'credential_malformed', ''],
    [
      'nine of them',
      Array.from({ length: 9 }, () => ({ id, type: 'JsonSchema' })),
      { validate },
      'credential_malformed',
      '',
    ],
    [
      'a validator that says anything but true',
      { id, type: 'JsonSchema' },
      { validate: () => ({ valid: true }) },
      'credential_schema_violated',
      '',
    ],
  ])('refuses %s', async (_, named, known, code, at) => {
    await expect(check(named, { known })).rejects.toMatchObject({
      code,
      place: `/credentialSchema${at}`,
      outcome: code === 'credential_schema_unsupported' ? 'unknown' : 'failed',
    })
  })

  test('refuses what does not follow its schema', async () => {
    await expect(check({ id, type: 'JsonSchema' }, { colour: 'green' })).rejects.toMatchObject({
      code: 'credential_schema_violated',
      place: '/credentialSchema',
    })
  })
})
