import { epochSeconds, isJsonObject, type JsonValue } from '@fidecura/base'
import { decodeJws, generateSigner, resolveDidKey, type Signer } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import {
  createIssuer,
  createMemoryIssuedStore,
  createMemoryStatusSource,
  createVerifier,
  credentialTypes,
  decodeSdJwt,
  type IssueBatchOptions,
  presentCredential,
} from '../src/index.ts'

const now = epochSeconds(1_800_000_000 + 12_345)
const day = 86_400
const midnight = Math.floor(now / day) * day
const listUrl = 'https://authority.example/status/1'
const cardiology = { system: 'http://snomed.info/sct', code: '394579002' }
const profession = { system: 'http://snomed.info/sct', code: '309343006' }
const contents = Object.freeze({
  type: credentialTypes.practitionerLicence,
  claims: {
    name: 'Ada Example',
    regulator: 'Example Health Authority',
    registration: { system: 'https://authority.example/register', value: 'REG-77-1234' },
    profession,
    specialties: [cardiology],
    jurisdiction: 'CN',
    standing: 'active',
  },
  validFrom: epochSeconds(now - 100),
  validUntil: epochSeconds(now + 90 * day),
  decoys: 4,
})

async function office(count: number) {
  const signer = await generateSigner()
  const clock = () => now
  const issuer = createIssuer({ signer, store: createMemoryIssuedStore(), clock, listUrl })
  const holders = await Promise.all(Array.from({ length: count }, () => generateSigner()))
  const holderKeys = holders.map(({ publicKey }) => publicKey)
  return { signer, issuer, holders, holderKeys }
}

const format = 'dc+sd-jwt'

describe('issueBatch', () => {
  test('gives each key a credential that verifies by itself', async () => {
    const { signer, issuer, holders, holderKeys } = await office(3)
    const batch = await issuer.issueBatch(contents, { format, holderKeys })
    const token = (await issuer.publish()).list
    const verifier = createVerifier({
      roots: [{ did: signer.did, types: [contents.type] }],
      resolve: resolveDidKey,
      status: createMemoryStatusSource({ lists: [{ url: listUrl, token, fetchedAt: now }] }),
      clock: () => now,
    })
    for (const [index, holder] of holders.entries()) {
      const [audience, nonce] = [`https://platform-${index}.example`, `nonce-${index}`]
      const { holder: subject } = await verifier.verifyPresentation(
        await show(batch[index]?.token ?? '', holder, audience, nonce),
        { audience, nonce },
      )
      expect(subject).toBe(holder.did)
    }
  })

  test('leaves to two platforms nothing to compare but what all of this kind share', async () => {
    const { issuer, holders, holderKeys } = await office(4)
    const batch = await issuer.issueBatch(contents, { format, holderKeys })
    const shown = await Promise.all(
      batch.map(({ token }, index) =>
        show(token, holders[index] as Signer, `https://p${index}.example`, `nonce-${index}`),
      ),
    )
    for (const [index, one] of shown.entries()) {
      for (const other of shown.slice(index + 1)) {
        const [mine, theirs] = [await atomsOf(one), await atomsOf(other)]
        // Whatever is named here is the same for every licence that was issued on that day.
        expect([...mine].filter((atom) => theirs.has(atom)).sort()).toEqual([
          `/cnf/jwk/crv=P-256`,
          `/cnf/jwk/kty=EC`,
          `/exp=${midnight + 90 * day}`,
          `/iat=${midnight}`,
          `/iss=${issuerOf(one)}`,
          `/jurisdiction=CN`,
          `/nbf=${midnight}`,
          `/profession/code=${profession.code}`,
          `/profession/system=${profession.system}`,
          `/specialties/0/code=${cardiology.code}`,
          `/specialties/0/system=${cardiology.system}`,
          `/standing=active`,
          `/status/status_list/uri=${listUrl}`,
          `/vct=${contents.type}`,
          `binding/iat=${now}`,
          `binding:alg=ES256`,
          `binding:typ=kb+jwt`,
          `header:alg=ES256`,
          `header:kid=${kidOf(one)}`,
          `header:typ=dc+sd-jwt`,
        ])
        // Nor a part of what differs: `did:key:zDnae` begins every DID of such a key.
        for (const a of unlike(mine, theirs)) {
          for (const b of unlike(theirs, mine)) expect(commonPart(a, b)).toBeLessThan(17)
        }
      }
    }
  })

  test('holds over no day to come that it was not to hold over', async () => {
    const { issuer, holderKeys } = await office(1)
    const validFrom = epochSeconds(midnight + day + 100)
    const [later] = await issuer.issueBatch({ ...contents, validFrom }, { format, holderKeys })
    const { payload } = await decodeSdJwt(later?.token ?? '')
    expect(payload).toMatchObject({ nbf: midnight + 2 * day, exp: midnight + 90 * day })
  })

  test.each<
    [string, (keys: IssueBatchOptions['holderKeys']) => IssueBatchOptions['holderKeys'], string]
  >([
    ['for no key', () => [], '/holderKeys'],
    ['for a key twice', (keys) => [...keys, ...keys], '/holderKeys'],
    [
      'for more than a hundred',
      (keys) => Array.from({ length: 101 }, () => keys[0] as never),
      '/holderKeys',
    ],
  ])('issues nothing %s', async (_, of, place) => {
    const { issuer, holderKeys } = await office(1)
    const batch = issuer.issueBatch(contents, { format, holderKeys: of(holderKeys) })
    await expect(batch).rejects.toMatchObject({ code: 'credential_claims_invalid', place })
  })

  test('issues nothing that is over before the day is', async () => {
    const { issuer, holderKeys } = await office(1)
    const validUntil = epochSeconds(now + 60)
    await expect(
      issuer.issueBatch({ ...contents, validUntil }, { format, holderKeys }),
    ).rejects.toMatchObject({ code: 'credential_claims_invalid', place: '/validUntil' })
  })

  test('takes no id from callers without types', async () => {
    const { issuer, holderKeys } = await office(2)
    const wrong = { ...contents, id: 'urn:uuid:6a1f6d6e-0000-4000-8000-000000000001' }
    const batch = await issuer.issueBatch(wrong, { format, holderKeys })
    expect(new Set(batch.map(({ id }) => id)).size).toBe(2)
    expect(batch.some(({ id }) => id === wrong.id)).toBe(false)
  })
})

function show(token: string, signer: Signer, audience: string, nonce: string): Promise<string> {
  const disclose = ['specialties']
  return presentCredential(token, { disclose, signer, audience, nonce, issuedAt: now })
}

/** Everything that a text says, each with its place: leaves, digests, salts, signatures. */
async function atomsOf(presented: string): Promise<ReadonlySet<string>> {
  const { jws, payload, disclosures, keyBinding } = await decodeSdJwt(presented)
  const open = JSON.parse(Buffer.from(jws.payload).toString())
  const binding = decodeJws(keyBinding?.jws.compact ?? '')
  return new Set([
    ...leaves('', payload),
    ...(open._sd as string[]).map((digest) => `digest=${digest}`),
    ...disclosures.map(
      ({ encoded }) => `salt=${JSON.parse(Buffer.from(encoded, 'base64url').toString())[0]}`,
    ),
    ...Object.entries(jws.header.members).map(([name, value]) => `header:${name}=${value}`),
    ...Object.entries(binding.header.members).map(([name, value]) => `binding:${name}=${value}`),
    ...leaves('binding', JSON.parse(Buffer.from(binding.payload).toString())),
    `signature=${Buffer.from(jws.signature).toString('base64url')}`,
    `signature=${Buffer.from(binding.signature).toString('base64url')}`,
  ])
}

function leaves(place: string, value: JsonValue): readonly string[] {
  if (!isJsonObject(value) && !Array.isArray(value)) return [`${place}=${value}`]
  return Object.entries(value).flatMap(([name, item]) =>
    leaves(`${place}/${name}`, item as JsonValue),
  )
}

const issuerOf = (presented: string): string => kidOf(presented).split('#')[0] ?? ''
const kidOf = (presented: string): string =>
  decodeJws(presented.split('~')[0] ?? '').header.kid ?? ''

/** What only the one says, without its place. */
function unlike(mine: ReadonlySet<string>, theirs: ReadonlySet<string>): readonly string[] {
  const values = [...mine].filter((atom) => !theirs.has(atom))
  return values.map((atom) => atom.slice(atom.indexOf('=') + 1))
}

function commonPart(a: string, b: string): number {
  let longest = 0
  for (let start = 0; start + longest < a.length; start++) {
    while (start + longest < a.length && b.includes(a.slice(start, start + longest + 1))) longest++
  }
  return longest
}
