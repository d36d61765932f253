import { deflateSync, gzipSync } from 'node:zlib'
import { encodeBase64url, formatDateTime, type JsonObject } from '@fidecura/base'
import { signJws } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import type { StatusEntry } from '../../src/credential.ts'
import {
  after,
  bitstringEntry,
  bitstringList,
  context,
  department,
  noon,
  payloadOf,
  shelf,
  stranger,
  url,
} from './fixture.ts'

type Change = (credential: JsonObject) => JsonObject

async function readAltered(change: Change, entry: StatusEntry = bitstringEntry) {
  const { reader, put } = shelf()
  const credential = change(payloadOf(await bitstringList()) as JsonObject)
  put(await signJws(credential, { signer: department, typ: 'vc+jwt' }))
  return reader.read(entry, context())
}

function withSubject(members: JsonObject): Change {
  return (c) => ({
    ...c,
    credentialSubject: { ...(c['credentialSubject'] as JsonObject), ...members },
  })
}

const bytes = new Uint8Array(16_384)
const packed = (list: Uint8Array) => `u${encodeBase64url(gzipSync(list))}`

describe('a bitstring status list', () => {
  test.each([
    ['valid', 'revocation', []],
    ['revoked', 'revocation', [{ index: 7, value: 'revoked' }]],
    ['valid', 'suspension', [{ index: 6, value: 'suspended' }]],
    ['suspended', 'suspension', [{ index: 7, value: 'suspended' }]],
  ] as const)('says %s in a list for %s', async (value, purpose, entries) => {
    const { reader, put } = shelf()
    put(await bitstringList({ entries, purpose }))
    const reading = await reader.read({ ...bitstringEntry, purpose }, context())
    expect(reading).toEqual({ value, listIssuedAt: after(-60), fetchedAt: noon })
  })

  test('counts from the left, as the standard does', async () => {
    const first = bytes.slice()
    first[0] = 0b1000_0000
    const listed = readAltered(withSubject({ encodedList: packed(first) }), {
      ...bitstringEntry,
      index: 0,
    })
    await expect(listed).resolves.toMatchObject({ value: 'revoked' })
    const last = readAltered(withSubject({ encodedList: packed(first) }))
    await expect(last).resolves.toMatchObject({ value: 'valid' })
  })

  test.each<[string, Change]>([
    ['as it was', (c) => c],
    ['named by its own id alone', withSubject({ id: url })],
    ['named by its subject alone', ({ id: _, ...c }) => c],
    [
      'dated by validFrom alone',
      ({ iat: _, ...c }) => ({ ...c, validFrom: formatDateTime(after(-60)) }),
    ],
    ['for several purposes', withSubject({ statusPurpose: ['suspension', 'revocation'] })],
    [
      'whose issuer is an object',
      (c) => ({ ...c, issuer: { id: department.did, name: 'Cardiology' } }),
    ],
  ])('is read %s', async (_, change) => {
    await expect(readAltered(change)).resolves.toMatchObject({ listIssuedAt: after(-60) })
  })

  test.each<[string, Change, string]>([
    [
      'without the context',
      (c) => ({ ...c, '@context': ['https://other.example/v2'] }),
      'status_list_malformed',
    ],
    ['of another type', (c) => ({ ...c, type: ['VerifiableCredential'] }), 'status_list_malformed'],
    [
      'that is no credential',
      (c) => ({ ...c, type: ['BitstringStatusListCredential'] }),
      'status_list_malformed',
    ],
    [
      'whose subject is another thing',
      withSubject({ type: 'RevocationList2020' }),
      'status_list_malformed',
    ],
    ['without a subject', ({ credentialSubject: _, ...c }) => c, 'status_list_malformed'],
    ['of another URL', (c) => ({ ...c, id: 'https://other.example/1' }), 'status_list_mismatch'],
    [
      'whose subject is of another URL',
      withSubject({ id: 'https://other.example/1#list' }),
      'status_list_mismatch',
    ],
    ['without an issuer', ({ issuer: _, ...c }) => c, 'status_list_malformed'],
    [
      'that another is said to have issued',
      (c) => ({ ...c, issuer: stranger.did }),
      'status_list_untrusted',
    ],
    ['without a date', ({ iat: _, ...c }) => c, 'status_list_malformed'],
    ['made later than now', (c) => ({ ...c, iat: after(61) }), 'status_list_not_yet_valid'],
    [
      'not in force yet',
      (c) => ({ ...c, validFrom: formatDateTime(after(1)) }),
      'status_list_not_yet_valid',
    ],
    ['that has ended', (c) => ({ ...c, validUntil: formatDateTime(noon) }), 'status_list_stale'],
    ['whose token has ended', (c) => ({ ...c, exp: noon }), 'status_list_stale'],
    [
      'whose end has no zone',
      (c) => ({ ...c, validUntil: '2030-01-01T00:00:00' }),
      'status_list_malformed',
    ],
    ['whose ttl is text', withSubject({ ttl: '60' }), 'status_list_malformed'],
    [
      'for another purpose',
      withSubject({ statusPurpose: 'suspension' }),
      'status_purpose_mismatch',
    ],
    [
      'without multibase',
      withSubject({ encodedList: packed(bytes).slice(1) }),
      'status_list_malformed',
    ],
    [
      'that is not gzip',
      withSubject({ encodedList: `u${encodeBase64url(deflateSync(bytes))}` }),
      'status_list_malformed',
    ],
    [
      'of two gzip members',
      withSubject({
        encodedList: `u${encodeBase64url(Buffer.concat([gzipSync(bytes), gzipSync(bytes)]))}`,
      }),
      'status_list_malformed',
    ],
    [
      'that is one byte too short',
      withSubject({ encodedList: packed(bytes.slice(1)) }),
      'status_list_too_short',
    ],
    [
      'that unpacks to more than 4 MiB',
      withSubject({ encodedList: packed(new Uint8Array(4_194_305)) }),
      'status_list_malformed',
    ],
  ])('is refused %s', async (_, change, code) => {
    await expect(readAltered(change)).rejects.toMatchObject({ code })
  })

  test('says nothing about purposes that are not judged here', async () => {
    const entry = { ...bitstringEntry, purpose: 'message' }
    const listed = readAltered(withSubject({ statusPurpose: 'message' }), entry)
    await expect(listed).rejects.toMatchObject({ code: 'status_value_undefined' })
  })
})
