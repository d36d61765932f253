import { encodeUtf8, epochSeconds } from '@fidecura/base'
import { verifyX5c } from '@fidecura/x5c'
import { describe, expect, test } from '@jest/globals'
import { OctetString } from '@peculiar/asn1-schema'
import { Extension, KeyUsage, KeyUsageFlags } from '@peculiar/asn1-x509'
import {
  extension,
  hierarchy,
  keysOf,
  type ListSpec,
  now,
  partyOf,
  pem,
  revocationList,
} from './support/pki.ts'

type Hierarchy = Awaited<ReturnType<typeof hierarchy>>

/** A list of the root that is good, and one of the authority that says what is asked for. */
const listsOf = ({ parties }: Hierarchy, spec: ListSpec = {}) => [
  revocationList({}, parties.root),
  revocationList(spec, parties.intermediate),
]

const padding = (bytes: number) =>
  new Extension({
    extnID: '1.2.3.4.5',
    critical: false,
    extnValue: new OctetString(new Uint8Array(bytes).buffer),
  })

const check = (all: Hierarchy, crls: readonly (Uint8Array | string)[], at = now) =>
  verifyX5c(all.chain, { ...all.options, at, revocation: { crls } })

describe('verifyX5c with revocation lists', () => {
  test('says that nothing was revoked, if every issuer has a list that says so', async () => {
    const all = await hierarchy()
    const others = [{ serial: 78 }, { serial: 79 }]
    for (const spec of [{}, { revoked: others }, { extra: [padding(1_000_000)] }]) {
      const answer = check(all, listsOf(all, spec))
      await expect(answer).resolves.toMatchObject({ revocation: 'not_revoked' })
    }
    const text = listsOf(all)
      .map((list) => pem(list, 'X509 CRL'))
      .join('')
    await expect(check(all, [text])).resolves.toMatchObject({ revocation: 'not_revoked' })
  })

  test('says that it does not know where nobody looked', async () => {
    const { chain, options } = await hierarchy()
    await expect(verifyX5c(chain, options)).resolves.toMatchObject({ revocation: 'unknown' })
  })

  test.each<[string, ListSpec]>([
    ['on a list that is good', {}],
    ['on one that is out of date', { thisUpdate: now - 200, nextUpdate: now - 100 }],
    ['on a later one', { thisUpdate: now + 100 }],
  ])('refuses a signer %s', async (_, spec) => {
    const all = await hierarchy()
    const revoked = [{ serial: 78 }, { serial: 77 }]
    const lists = [...listsOf(all), revocationList({ ...spec, revoked }, all.parties.intermediate)]
    await expect(check(all, lists)).rejects.toMatchObject({
      code: 'x5c_revoked',
      place: '/x5c/0',
      outcome: 'failed',
    })
  })

  test('refuses an authority that the root revoked', async () => {
    const all = await hierarchy({ intermediate: { serial: 300 } })
    const { root, intermediate } = all.parties
    const lists = [
      revocationList({ revoked: [{ serial: 300 }] }, root),
      revocationList({}, intermediate),
    ]
    await expect(check(all, lists)).rejects.toMatchObject({ code: 'x5c_revoked', place: '/x5c/1' })
  })

  test.each<[string, ListSpec | undefined]>([
    ['is missing', undefined],
    ['is out of date', { thisUpdate: now - 200, nextUpdate: now - 100 }],
    ['is from later than the instant asked about', { thisUpdate: now + 1 }],
    ['does not say until when it is good', { nextUpdate: 'none' }],
    ['is signed by another key', { signWith: keysOf('P-256').privateKey }],
  ])('knows nothing where the list of an issuer %s', async (_, spec) => {
    const all = await hierarchy()
    const [ofRoot, ofIssuer] = listsOf(all, spec)
    const lists = spec === undefined ? [ofRoot] : [ofRoot, ofIssuer]
    await expect(check(all, lists as Uint8Array[])).rejects.toMatchObject({
      code: 'x5c_revocation_unknown',
      place: '/x5c/0',
      outcome: 'unknown',
    })
  })

  test('knows nothing where the root has no list', async () => {
    const all = await hierarchy()
    await expect(check(all, listsOf(all).slice(1))).rejects.toMatchObject({
      code: 'x5c_revocation_unknown',
      place: '/x5c/1',
    })
  })

  test('knows nothing from a list under another name, though the key is right', async () => {
    const all = await hierarchy()
    const other = { ...partyOf('Example Other Authority'), ...keysOf('P-256') }
    const { privateKey } = all.parties.intermediate
    const lists = [...listsOf(all).slice(0, 1), revocationList({ signWith: privateKey }, other)]
    await expect(check(all, lists)).rejects.toMatchObject({ code: 'x5c_revocation_unknown' })
  })

  test('knows nothing from an authority that may not sign lists', async () => {
    const all = await hierarchy({ intermediate: { keyUsage: KeyUsageFlags.keyCertSign } })
    await expect(check(all, listsOf(all))).rejects.toMatchObject({
      code: 'x5c_revocation_unknown',
      place: '/x5c/0',
    })
  })

  test.each<[string, (all: Hierarchy) => readonly (Uint8Array | string)[]]>([
    ['no lists', () => [encodeUtf8('list')]],
    ['a certificate', ({ ders }) => [ders.root]],
    ['a certificate in PEM', ({ ders }) => [pem(ders.root)]],
    [
      'lists of changes alone',
      (all) => listsOf(all, { extra: [extension('2.5.29.27', new KeyUsage(1))] }),
    ],
    [
      'lists with entries of another issuer',
      (all) => listsOf(all, { revoked: [{ serial: 78, critical: true }] }),
    ],
    ['seventeen lists', (all) => Array.from({ length: 17 }, () => listsOf(all)[0] as Uint8Array)],
    ['three megabytes', () => [new Uint8Array(3_145_728)]],
    ['more than a megabyte', (all) => listsOf(all, { extra: [padding(1_048_576)] })],
  ])('refuses %s', async (_, listsFor) => {
    const all = await hierarchy()
    await expect(check(all, listsFor(all))).rejects.toMatchObject({ code: 'x5c_crl_malformed' })
  })

  test('is good from the first instant of a list to its last', async () => {
    const all = await hierarchy()
    const lists = [
      revocationList({ thisUpdate: now, nextUpdate: now + 10 }, all.parties.root),
      revocationList({ thisUpdate: now, nextUpdate: now + 10 }, all.parties.intermediate),
    ]
    for (const offset of [0, 10]) {
      await expect(check(all, lists, epochSeconds(now + offset))).resolves.toBeDefined()
    }
    for (const offset of [-1, 11]) {
      await expect(check(all, lists, epochSeconds(now + offset))).rejects.toMatchObject({
        code: 'x5c_revocation_unknown',
      })
    }
  })
})
