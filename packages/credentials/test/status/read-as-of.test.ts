import type { JsonObject } from '@fidecura/base'
import {
  createDidDocument,
  generateSigner,
  parseDid,
  parseDidDocument,
  type Signer,
  signJws,
  thumbprintOf,
} from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import { issueStatusHistory } from '../../src/status/issue-status-history.ts'
import type { StatusChange } from '../../src/status/status-history.ts'
import { createStatusReader } from '../../src/status/status-reader.ts'
import { createMemoryStatusSource, type StatusSource } from '../../src/status/status-source.ts'
import {
  after,
  bitstringEntry,
  bitstringList,
  context,
  department,
  forger,
  noon,
  payloadOf,
  resolve,
  shelf,
  stranger,
  tokenEntry,
  tokenList,
  url,
} from './fixture.ts'

const suspended = { index: 7, value: 'suspended', at: after(-600), reason: 'under_review' } as const
const lifted = { index: 7, value: 'valid', at: after(-400) } as const
const revoked = { index: 7, value: 'revoked', at: after(-200) } as const
const reaching = { ...revoked, invalidFrom: after(-500), reason: 'key_compromise' } as const
const other = { index: 8, value: 'revoked', at: after(-700) } as const

interface Case {
  readonly changes: readonly StatusChange[]
  readonly at: number
  readonly listed?: StatusChange['value']
}

async function asOf({ changes, at, listed = changes.at(-1)?.value ?? 'valid' }: Case) {
  const { reader, put, putHistory } = shelf()
  put(await tokenList({ entries: [{ index: 7, value: listed }] }))
  putHistory(await historyOf(changes))
  return reader.readAsOf(tokenEntry, { ...context(), at: after(at) })
}

function historyOf(changes: readonly StatusChange[], signer = department, issuedAt = noon) {
  return issueStatusHistory(Object.freeze({ url, changes, issuedAt }), { signer })
}

describe('readAsOf', () => {
  test.each<[string, Case, object]>([
    ['never changed', { changes: [], at: -500 }, { value: 'valid', current: 'valid' }],
    [
      'not suspended yet',
      { changes: [suspended], at: -601 },
      { value: 'valid', current: 'suspended', firstBadAt: after(-600), nextBadAt: after(-600) },
    ],
    [
      'suspended from that instant on',
      { changes: [suspended], at: -600 },
      { value: 'suspended', current: 'suspended', firstBadAt: after(-600), reason: 'under_review' },
    ],
    [
      'suspended until it was lifted',
      { changes: [suspended, lifted], at: -401 },
      { value: 'suspended', current: 'valid', firstBadAt: after(-600), reason: 'under_review' },
    ],
    [
      'good again, though it once was bad',
      { changes: [suspended, lifted], at: -400 },
      { value: 'valid', current: 'valid', firstBadAt: after(-600) },
    ],
    [
      'good between suspension and revocation',
      { changes: [suspended, lifted, revoked], at: -300 },
      { value: 'valid', current: 'revoked', firstBadAt: after(-600), nextBadAt: after(-200) },
    ],
    [
      'revoked before that was decided',
      { changes: [suspended, lifted, reaching], at: -300 },
      { value: 'revoked', current: 'revoked', firstBadAt: after(-600), reason: 'key_compromise' },
    ],
    [
      'revoked where it was suspended too',
      { changes: [suspended, lifted, reaching], at: -450 },
      { value: 'revoked', current: 'revoked', firstBadAt: after(-600), reason: 'key_compromise' },
    ],
    [
      'revoked first of all, by reaching back',
      { changes: [reaching], at: -501 },
      { value: 'valid', current: 'revoked', firstBadAt: after(-500), nextBadAt: after(-500) },
    ],
    [
      'untouched by others',
      { changes: [other, lifted], at: -500 },
      { value: 'valid', current: 'valid' },
    ],
  ])('finds an entry %s', async (_, situation, found) => {
    const reading = await asOf(situation)
    expect(reading).toEqual({ ...found, listIssuedAt: after(-60), fetchedAt: noon })
    expect(Object.isFrozen(reading)).toBe(true)
  })

  test('takes either side of a change within the second in which the list was made', async () => {
    const change = { ...revoked, at: after(-60) }
    for (const listed of ['valid', 'revoked'] as const) {
      await expect(asOf({ changes: [change], at: -60, listed })).resolves.toMatchObject({
        value: 'revoked',
        current: listed,
      })
    }
  })

  test('lets a history know more than the list that is held', async () => {
    const change = { ...revoked, at: after(-30) }
    const reading = asOf({ changes: [change], at: 0, listed: 'valid' })
    await expect(reading).resolves.toMatchObject({ value: 'revoked', current: 'valid' })
  })

  test.each<[string, Case]>([
    ['hides a revocation', { changes: [], at: -500, listed: 'revoked' }],
    ['tells of one that the list does not show', { changes: [revoked], at: -500, listed: 'valid' }],
    ['calls a revocation a suspension', { changes: [suspended], at: -700, listed: 'revoked' }],
  ])('refuses a history that %s', async (_, situation) => {
    await expect(asOf(situation)).rejects.toMatchObject({
      code: 'status_history_mismatch',
      outcome: 'failed',
    })
  })

  test('refuses a suspension in the history of a list for revocations', async () => {
    const { reader, put, putHistory } = shelf()
    put(await bitstringList())
    putHistory(await historyOf([suspended, lifted]))
    await expect(reader.readAsOf(bitstringEntry, { ...context(), at: noon })).rejects.toMatchObject(
      { code: 'status_history_mismatch' },
    )
    putHistory(await historyOf([other], department, after(1)))
    const fresh = { ...context({ now: after(61) }), at: noon }
    await expect(reader.readAsOf(bitstringEntry, fresh)).resolves.toMatchObject({ value: 'valid' })
  })

  test('takes a history that is older than the list for unknown, after asking once more', async () => {
    const { reader, put, putHistory } = shelf()
    put(await tokenList())
    putHistory(await historyOf([], department, after(-61)))
    await expect(reader.readAsOf(tokenEntry, { ...context(), at: noon })).rejects.toMatchObject({
      code: 'status_history_unavailable',
      outcome: 'unknown',
    })
    putHistory(await historyOf([], department, after(-60)))
    await expect(reader.readAsOf(tokenEntry, { ...context(), at: noon })).resolves.toBeDefined()
  })

  test('asks a source that keeps a copy from before the list for a newer one', async () => {
    const [list, before, anew] = [
      await tokenList(),
      await historyOf([], department, after(-61)),
      await historyOf([], department, after(-60)),
    ]
    const source: StatusSource = {
      list: async () => ({ token: list, fetchedAt: noon }),
      history: async (_, { maxAgeSeconds }) => ({
        token: maxAgeSeconds === 0 ? anew : before,
        fetchedAt: noon,
      }),
    }
    const reader = createStatusReader({ source, resolve })
    const reading = reader.readAsOf(tokenEntry, { ...context(), at: noon })
    await expect(reading).resolves.toMatchObject({ value: 'valid' })
  })

  test('takes a history that was fetched too long ago for unknown', async () => {
    const kept = (token: string, age: number) => ({ url, token, fetchedAt: after(-age) })
    const list = await tokenList({ issuedAt: after(-70) })
    const history = await historyOf([], department, after(-65))
    const read = (age: number) => {
      const histories = [kept(history, age)]
      const source = createMemoryStatusSource({ lists: [kept(list, 0)], histories })
      return createStatusReader({ source, resolve }).readAsOf(tokenEntry, {
        ...context(),
        at: noon,
      })
    }
    await expect(read(60)).resolves.toMatchObject({ value: 'valid' })
    await expect(read(61)).rejects.toMatchObject({
      code: 'status_history_unavailable',
      outcome: 'unknown',
    })
  })

  test('knows nothing of the past where there is no history', async () => {
    const lists = [{ url, token: await tokenList(), fetchedAt: noon }]
    const whole = createMemoryStatusSource({ lists })
    for (const source of [whole, { list: whole.list }]) {
      const reader = createStatusReader({ source, resolve })
      await expect(reader.readAsOf(tokenEntry, { ...context(), at: noon })).rejects.toMatchObject({
        code: 'status_history_unavailable',
        outcome: 'unknown',
      })
    }
  })

  test('asks for the list first: without a fresh one there is no answer', async () => {
    const { reader, put, putHistory } = shelf()
    put(await tokenList(), after(-61))
    putHistory(await historyOf([]))
    await expect(reader.readAsOf(tokenEntry, { ...context(), at: noon })).rejects.toMatchObject({
      code: 'status_list_stale',
    })
  })
})

describe('a status history', () => {
  async function readSigned(token: string) {
    const { reader, put, putHistory } = shelf()
    put(await tokenList())
    putHistory(token)
    return reader.readAsOf(tokenEntry, { ...context(), at: noon })
  }

  test('counts only if whoever signed the list signed it', async () => {
    await expect(readSigned(await historyOf([]))).resolves.toMatchObject({ value: 'valid' })
    await expect(readSigned(await historyOf([], stranger))).rejects.toMatchObject({
      code: 'status_list_untrusted',
      place: 'history',
    })
    await expect(readSigned(await historyOf([], forger))).rejects.toMatchObject({
      code: 'jws_signature_invalid',
    })
  })

  test('counts only if it was signed with a key that the issuer may use', async () => {
    // One DID with two keys, as did:web has them.
    const did = parseDid('did:web:cardiology.example')
    const [pinned, added] = [
      await generateSigner({ did, fragment: 'pinned' }),
      await generateSigner({ did, fragment: 'added' }),
    ]
    const document = parseDidDocument(
      createDidDocument({
        did,
        keys: [pinned, added].map(({ keyId, publicKey }) => ({
          fragment: keyId.slice(did.length + 1),
          jwk: publicKey,
        })),
      }),
      did,
    )
    const list = { url, token: await tokenList({}, pinned), fetchedAt: noon }
    const read = async (signer: Signer) => {
      const histories = [{ url, token: await historyOf([], signer), fetchedAt: noon }]
      const reader = createStatusReader({
        source: createMemoryStatusSource({ lists: [list], histories }),
        resolve: async () => ({ did, document, resolvedAt: noon, history: 'unknown' }),
      })
      const keys = [await thumbprintOf(pinned.publicKey)]
      const whole = { ...context({ issuer: did }), at: noon }
      await expect(reader.readAsOf(tokenEntry, whole)).resolves.toBeDefined()
      return reader.readAsOf(tokenEntry, { ...whole, keys })
    }
    await expect(read(pinned)).resolves.toMatchObject({ value: 'valid' })
    await expect(read(added)).rejects.toMatchObject({ code: 'status_list_untrusted' })
  })

  const altered = (members: object) => (claims: JsonObject) => ({ ...claims, ...members })
  const withChange = (change: object) => altered({ changes: [{ ...other, ...change }] })

  test.each<[string, (claims: JsonObject) => JsonObject, string]>([
    [
      'of another version',
      altered({ version: 'urn:fidecura:status-history:2' }),
      'status_history_malformed',
    ],
    ['of another list', altered({ sub: 'https://other.example/1' }), 'status_list_mismatch'],
    ['that another is said to have made', altered({ iss: stranger.did }), 'status_list_untrusted'],
    ['without an issuer', ({ iss: _, ...claims }) => claims, 'status_history_malformed'],
    ['without a date', ({ iat: _, ...claims }) => claims, 'status_history_malformed'],
    ['without changes', ({ changes: _, ...claims }) => claims, 'status_history_malformed'],
    ['with a member not understood', withChange({ until: 1 }), 'status_history_malformed'],
    ['with an index that is none', withChange({ index: 1.5 }), 'status_history_malformed'],
    ['with a value that is none', withChange({ value: 'expired' }), 'status_history_malformed'],
    ['with a sentence for a reason', withChange({ reason: 'Left us' }), 'status_history_malformed'],
    ['with a change after it was made', withChange({ at: after(1) }), 'status_history_malformed'],
    [
      'with a change that begins later than decided',
      withChange({ invalidFrom: after(-699) }),
      'status_history_malformed',
    ],
    [
      'with a reinstatement that reaches back',
      withChange({ value: 'valid', invalidFrom: after(-800) }),
      'status_history_malformed',
    ],
    [
      'in another order than that of time',
      altered({ changes: [lifted, other] }),
      'status_history_malformed',
    ],
    [
      'that undoes a revocation',
      altered({ changes: [other, { ...other, value: 'valid' }] }),
      'status_history_malformed',
    ],
  ])('is refused %s', async (_, change, code) => {
    const claims = change(payloadOf(await historyOf([other])) as JsonObject)
    const typ = 'fidecura-status-history+jwt'
    await expect(
      readSigned(await signJws(claims, { signer: department, typ })),
    ).rejects.toMatchObject({ code })
  })

  test('is refused as another kind of token', async () => {
    const token = await signJws(payloadOf(await historyOf([])) as JsonObject, {
      signer: department,
      typ: 'statuslist+jwt',
    })
    await expect(readSigned(token)).rejects.toMatchObject({ code: 'jws_type_wrong' })
  })

  test('is not made of changes that break its rules', async () => {
    await expect(historyOf([lifted, suspended])).rejects.toMatchObject({
      code: 'status_history_malformed',
      place: 'changes/1',
    })
  })
})
