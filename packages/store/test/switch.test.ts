import { epochSeconds } from '@fidecura/base'
import {
  createIssuer,
  createMemoryIssuedStore,
  credentialTypes,
  type IssuedStore,
  type Issuer,
  type IssuerContents,
  type RevocationPolicy,
} from '@fidecura/credentials'
import { generateSigner, type Signer } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import { clockAt, newPlace, noon, openForTest, whereKept } from './support.ts'

const kept: readonly (readonly [string, () => Promise<{ readonly issued: IssuedStore }>])[] = [
  [whereKept(), () => openForTest()],
  ['in memory', async () => ({ issued: createMemoryIssuedStore() })],
]
const badge = 'urn:example:badge:1'
const listUrl = 'https://hospital.example/status/1'
const cardiology = 'did:web:cardiology.example'
const [wen, lin] = ['did:example:wen', 'did:example:lin']
const number = { system: 'https://authority.example/register', value: 'REG-1' }

function contents(subject: string, claims: IssuerContents['claims'], type = badge): IssuerContents {
  const validUntil = epochSeconds(noon + 3600)
  return { type, subject, claims, validFrom: epochSeconds(noon), validUntil }
}

interface Office {
  readonly issued: IssuedStore
  readonly signer: Signer
  readonly issuer: Issuer
  /** Of Wen, of Wen with a number, of Lin in cardiology, of Lin of another type. */
  readonly ids: readonly [string, string, string, string]
  valuesOf(): Promise<readonly string[]>
}

async function office(open: () => Promise<{ readonly issued: IssuedStore }>): Promise<Office> {
  const { issued } = await open()
  const signer = await generateSigner()
  const issuer = issuerOf(issued, signer)
  const ids: string[] = []
  for (const one of [
    contents(wen, { level: 1 }),
    contents(wen, { registration: number }),
    contents(lin, { department: { did: cardiology, name: 'Cardiology' } }),
    contents(lin, { level: 2 }, `${badge}0`),
  ]) {
    ids.push((await issuer.issue(one, { format: 'vc+jwt' })).id)
  }
  const valuesOf = async () => {
    const found = await issued.select(signer.did, { everything: true }, { limit: 10 })
    return ids.map((id) => found.find((each) => each.id === id)?.value ?? 'absent')
  }
  return { issued, signer, issuer, ids: ids as never, valuesOf }
}

function issuerOf(store: IssuedStore, signer: Signer, url = listUrl): Issuer {
  const revocation = 'by_issuer_key'
  return createIssuer({ signer, store, clock: clockAt(noon), listUrl: url, revocation })
}

const ok = 'valid'
const off = 'suspended'

describe.each(kept)('suspendAll %s', (_kind, open) => {
  test('writes a second reason down beside the first, and the same one once', async () => {
    const { issuer, issued, ids, valuesOf } = await office(open)
    await issuer.suspend(ids[0], { reason: 'key_lost' })
    const act = await issuer.suspendAll({ subject: wen }, { reason: 'fraud_suspected' })
    expect(act).toMatchObject({ matched: 2, changed: 2 })
    const again = await issuer.suspendAll({ subject: wen }, { reason: 'fraud_suspected' })
    expect(again).toMatchObject({ matched: 2, changed: 0 })
    const reasons = (await issued.changesOf(listUrl)).map(({ reason }) => reason)
    expect(reasons).toEqual(['key_lost', 'fraud_suspected', 'fraud_suspected'])
    // What was suspended by itself is not reinstated with the others.
    await issuer.undo(act.id)
    await issuer.undo(again.id)
    expect(await valuesOf()).toEqual([off, ok, ok, ok])
  })

  test.each([
    ['one credential', ({ ids }: Office) => ({ id: ids[0] }), [off, ok, ok, ok]],
    ['a type', () => ({ type: badge }), [off, off, off, ok]],
    ['a person by DID', () => ({ subject: wen }), [off, off, ok, ok]],
    ['a person by number', () => ({ person: number }), [ok, off, ok, ok]],
    ['a department', () => ({ department: cardiology }), [ok, ok, off, ok]],
    ['everything', () => ({ everything: true }) as const, [off, off, off, off]],
    ['what two things apply to', () => ({ subject: lin, type: badge }), [ok, ok, off, ok]],
    ['what three do', () => ({ subject: wen, person: number, type: badge }), [ok, off, ok, ok]],
    ['nobody', () => ({ subject: 'did:example:nobody' }), [ok, ok, ok, ok]],
  ])('suspends %s and nothing else', async (_, selectionOf, expected) => {
    const all = await office(open)
    const selection = selectionOf(all)
    const count = expected.filter((value) => value === off).length
    expect(await all.issuer.preview(selection)).toMatchObject({ count, values: { valid: count } })
    const act = await all.issuer.suspendAll(selection, { reason: 'inquiry' })
    expect(act).toMatchObject({ kind: 'suspend', matched: count, changed: count, at: noon })
    expect(await all.valuesOf()).toEqual(expected)
    const changes = await all.issued.changesOf(listUrl)
    expect(changes).toHaveLength(count)
    expect(changes.every(({ reason }) => reason === 'inquiry')).toBe(true)
    expect(await all.issued.lastSequence(listUrl)).toBe(count)
  })

  test('finds what an accreditation is about by its department', async () => {
    const { issued } = await open()
    const signer = await generateSigner()
    const index = await issued.allocate(listUrl, 64)
    const type = credentialTypes.issuingAccreditation
    const status = { list: listUrl, index }
    const labels = [{ kind: 'department', value: cardiology }] as const
    const issuedAt = epochSeconds(noon)
    await issued.insert({ issuer: signer.did, id: 'a', type, token: 't', issuedAt, status, labels })
    const act = await issuerOf(issued, signer).suspendAll({ department: cardiology })
    expect(act.changed).toBe(1)
  })

  test.each([
    ['names nothing', {}],
    ['names something that there is not', { profession: 'nurse' }],
    ['names an empty text', { subject: '' }],
    ['leaves its only member open', { subject: undefined }],
    ['names everything and more', { everything: true, subject: wen }],
    ['says that everything is not meant', { everything: false }],
  ])('refuses a selection that %s', async (_, selection) => {
    const { issuer, valuesOf } = await office(open)
    await expect(issuer.suspendAll(selection as never)).rejects.toMatchObject({
      code: 'switch_selection_refused',
    })
    expect(await valuesOf()).toEqual([ok, ok, ok, ok])
  })

  test('does nothing if others are meant than were counted, or somebody stops it', async () => {
    const { issuer, valuesOf, issued } = await office(open)
    await expect(issuer.suspendAll({ subject: wen }, { expected: 3 })).rejects.toMatchObject({
      code: 'switch_count_changed',
    })
    const stop = () => {
      throw Object.assign(new Error('stopped'), { code: 'stopped' })
    }
    await expect(issuer.suspendAll({ subject: wen }, { onProgress: stop })).rejects.toThrow()
    expect(await valuesOf()).toEqual([ok, ok, ok, ok])
    expect(await issued.changesOf(listUrl)).toEqual([])
    await expect(issuer.suspendAll({ subject: wen }, { expected: 2 })).resolves.toBeDefined()
  })

  test('is done once for one id, and an id is not good for another act', async () => {
    const { issuer, issued, signer } = await office(open)
    const act = await issuer.suspendAll({ subject: wen }, { id: 'urn:uuid:1' })
    expect(await issuer.suspendAll({ subject: wen }, { id: 'urn:uuid:1' })).toEqual(act)
    await expect(issuer.revokeAll({ subject: wen }, { id: 'urn:uuid:1' })).rejects.toMatchObject({
      code: 'issued_conflict',
    })
    await expect(issuer.suspendAll({ subject: lin }, { id: 'urn:uuid:1' })).rejects.toMatchObject({
      code: 'issued_conflict',
    })
    expect(await issued.acts(signer.did, 10)).toEqual([act])
  })

  test.each([
    ['another reason', { reason: 'inquiry' }],
    ['no reason', {}],
    ['another instant', { reason: 'key_lost', invalidFrom: epochSeconds(noon - 10) }],
  ])('takes no act of the same id with %s for it', async (_, why) => {
    const { issuer, issued } = await office(open)
    const id = 'urn:uuid:1'
    const act = await issuer.suspendAll({ subject: wen, type: badge }, { id, reason: 'key_lost' })
    await expect(
      issuer.suspendAll({ subject: wen, type: badge }, { id, ...why }),
    ).rejects.toMatchObject({
      code: 'issued_conflict',
    })
    // In whatever order a selection is written down.
    const again = issuer.suspendAll({ type: badge, subject: wen }, { id, reason: 'key_lost' })
    expect(await again).toEqual(act)
    expect(await issued.changesOf(listUrl)).toHaveLength(2)
  })

  test.each([
    ['suspendAll', 'suspend'],
    ['revokeAll', 'revoke'],
  ] as const)('writes down that %s and %s were to reach further back', async (all, one) => {
    const { issuer, issued, ids } = await office(open)
    const why = (seconds: number) => ({
      reason: 'inquiry',
      invalidFrom: epochSeconds(noon - seconds),
    })
    await issuer[one](ids[0], { reason: 'inquiry' })
    expect(await issuer[all]({ subject: wen }, why(10))).toMatchObject({ changed: 2 })
    expect(await issuer[all]({ subject: wen }, why(10))).toMatchObject({ changed: 0 })
    expect(await issuer[all]({ subject: wen }, why(5))).toMatchObject({ changed: 0 })
    expect(await issuer[one](ids[0], why(20))).toMatchObject({ sequence: 4, ...why(20) })
    expect(await issuer[one](ids[0], why(20))).toMatchObject({ sequence: 4 })
    const changes = await issued.changesOf(listUrl)
    expect(changes.map(({ invalidFrom = noon }) => noon - invalidFrom)).toEqual([0, 10, 10, 20])
    // What verifiers would refuse whole is not signed.
    await expect(issuer.publish()).resolves.toMatchObject({ sequence: 4 })
  })

  test('suspends nothing that was revoked, from however long ago', async () => {
    const { issuer, ids } = await office(open)
    await issuer.revoke(ids[0])
    const why = { invalidFrom: epochSeconds(noon - 10) }
    expect(await issuer.suspendAll({ id: ids[0] }, why)).toMatchObject({ changed: 0 })
    await expect(issuer.suspend(ids[0], why)).rejects.toMatchObject({
      code: 'status_change_refused',
    })
  })

  test('takes no id away from an order, and an order none from it', async () => {
    const { issued, signer, valuesOf, ids } = await office(open)
    const order = {
      id: 'urn:uuid:1',
      issuer: signer.did,
      selection: { subject: wen },
      reason: 'fraud',
      expiresAt: epochSeconds(noon + 60),
    }
    const revocation: RevocationPolicy = {
      propose: async () => Promise.reject(new Error('Not asked here')),
      approve: async () => ({ order, orderedBy: { people: ['two'] } }),
    }
    const options = { signer, store: issued, clock: clockAt(noon), listUrl, revocation }
    const issuer = createIssuer(options)
    await issuer.suspendAll({ subject: lin }, { id: order.id })
    for (const refused of [
      () => issuer.suspendAll({ subject: lin }, { id: `order:${order.id}` }),
      () => issuerOf(issued, signer).revokeAll({ id: ids[2] }, { id: `order:${order.id}` }),
    ]) {
      await expect(refused()).rejects.toMatchObject({ code: 'issued_conflict' })
    }
    const evidence = { role: '', licence: '' }
    const act = await issuer.approveRevocation({ order: '', evidence })
    expect(act).toMatchObject({ id: `order:${order.id}`, kind: 'revoke', changed: 2 })
    expect(await issuer.approveRevocation({ order: '', evidence })).toEqual(act)
    expect(await valuesOf()).toEqual(['revoked', 'revoked', off, off])
  })

  test('reaches every list of the issuer', async () => {
    const { issuer, issued, signer } = await office(open)
    const second = issuerOf(issued, signer, `${listUrl}0`)
    await second.issue(contents(wen, {}), { format: 'vc+jwt' })
    const act = await issuer.suspendAll({ subject: wen })
    expect(act).toMatchObject({ changed: 3, lists: [listUrl, `${listUrl}0`] })
    expect(await issued.changesOf(`${listUrl}0`)).toHaveLength(1)
  })

  test('leaves the credentials of another issuer alone', async () => {
    const { issued, valuesOf } = await office(open)
    const other = issuerOf(issued, await generateSigner())
    expect(await other.suspendAll({ subject: wen })).toMatchObject({ matched: 0 })
    expect(await valuesOf()).toEqual([ok, ok, ok, ok])
  })

  test('refuses what a history could not tell, whole', async () => {
    const { issuer, valuesOf } = await office(open)
    const invalidFrom = epochSeconds(noon + 1)
    await expect(issuer.suspendAll({ subject: wen }, { invalidFrom })).rejects.toMatchObject({
      code: 'status_change_refused',
    })
    expect(await valuesOf()).toEqual([ok, ok, ok, ok])
  })

  test('reads what was kept before there were labels', async () => {
    const { issued, signer, issuer } = await office(open)
    const spare = createMemoryIssuedStore()
    const { token, id } = await issuerOf(spare, signer).issue(contents(wen, {}), {
      format: 'dc+sd-jwt',
    })
    const index = await issued.allocate(listUrl, 131_072)
    const status = { list: listUrl, index }
    const older = { issuer: signer.did, id, type: badge, token, issuedAt: epochSeconds(noon) }
    await issued.insert({ ...older, status })
    expect(await issuer.preview({ subject: wen })).toMatchObject({ count: 3 })
    await issued.insert({ ...older, id: 'other', token: '{"proof":1}' })
    await expect(issuer.suspendAll({ subject: wen })).rejects.toMatchObject({
      code: 'switch_labels_missing',
    })
    await expect(issuer.suspendAll({ type: badge })).resolves.toMatchObject({ matched: 4 })
  })
})

describe.each(kept)('undo %s', (_kind, open) => {
  test('reinstates exactly what that act suspended', async () => {
    const { issuer, ids, valuesOf } = await office(open)
    await issuer.suspend(ids[0])
    const act = await issuer.suspendAll({ subject: wen })
    expect(act).toMatchObject({ matched: 2, changed: 1 })
    expect(await issuer.undo(act.id)).toMatchObject({ undone: { at: noon, reinstated: 1 } })
    expect(await valuesOf()).toEqual([off, ok, ok, ok])
    expect(await issuer.undo(act.id)).toMatchObject({ undone: { reinstated: 1 } })
  })

  test('leaves what another act that stands has suspended too, in either order', async () => {
    const { issuer, valuesOf } = await office(open)
    const first = await issuer.suspendAll({ subject: wen })
    const second = await issuer.suspendAll({ person: number })
    expect(second).toMatchObject({ matched: 1, changed: 0 })
    await issuer.undo(first.id)
    expect(await valuesOf()).toEqual([ok, off, ok, ok])
    await issuer.undo(second.id)
    expect(await valuesOf()).toEqual([ok, ok, ok, ok])
  })

  test.each([
    ['suspended', (issuer: Issuer, id: string) => issuer.suspend(id), off],
    ['revoked', (issuer: Issuer, id: string) => issuer.revoke(id), 'revoked'],
  ])('leaves what somebody %s one by one since', async (_, decide, value) => {
    const { issuer, ids, valuesOf } = await office(open)
    const act = await issuer.suspendAll({ subject: wen })
    await decide(issuer, ids[0])
    expect(await issuer.undo(act.id)).toMatchObject({ undone: { reinstated: 1 } })
    expect(await valuesOf()).toEqual([value, ok, ok, ok])
  })

  test('leaves what was reinstated and suspended again, and what was revoked with others', async () => {
    const { issuer, ids, valuesOf } = await office(open)
    const act = await issuer.suspendAll({ everything: true })
    await issuer.reinstate(ids[0])
    await issuer.suspend(ids[0])
    await issuer.revokeAll({ subject: lin, type: badge })
    expect(await issuer.undo(act.id)).toMatchObject({ undone: { reinstated: 2 } })
    expect(await valuesOf()).toEqual([off, ok, 'revoked', ok])
  })

  test('refuses a revocation, and an act that there is not', async () => {
    const { issuer, valuesOf } = await office(open)
    const act = await issuer.revokeAll({ subject: wen }, { reason: 'left' })
    await expect(issuer.undo(act.id)).rejects.toMatchObject({ code: 'switch_not_undoable' })
    await expect(issuer.undo('urn:uuid:0')).rejects.toMatchObject({ code: 'switch_not_found' })
    expect(await valuesOf()).toEqual(['revoked', 'revoked', ok, ok])
  })
})

test('an act on SQLite outlives the process, and so does undoing it', async () => {
  const path = await newPlace()
  const store = await openForTest(path)
  const { issuer, signer } = await office(async () => store)
  const act = await issuer.suspendAll({ everything: true }, { reason: 'inquiry' })
  await store.close()
  const again = await openForTest(path)
  expect(await again.issued.acts(signer.did, 1)).toEqual([act])
  const undone = await issuerOf(again.issued, signer).undo(act.id)
  expect(undone).toMatchObject({ ...act, undone: { reinstated: 4 } })
})

test(`more than a thousand at once ${whereKept()}: in one step, with progress, while others read the old state`, async () => {
  const { issued } = await openForTest()
  const signer = await generateSigner()
  // A step of progress is a thousand.
  const many = 1001
  const issuer = issuerOf(issued, signer)
  for (let n = 0; n < many; n++) {
    const index = await issued.allocate(listUrl, 131_072)
    await issued.insert({
      issuer: signer.did,
      id: `id-${n}`,
      type: badge,
      token: 't',
      issuedAt: epochSeconds(noon),
      status: { list: listUrl, index },
      labels: [{ kind: 'department', value: cardiology }],
    })
  }
  const seen: number[] = []
  const reads: Promise<readonly unknown[]>[] = []
  const act = await issuer.suspendAll(
    { department: cardiology },
    {
      onProgress: ({ matched }) => {
        seen.push(matched)
        reads.push(issued.changesOf(listUrl))
      },
    },
  )
  expect(act).toMatchObject({ matched: many, changed: many })
  expect(seen).toEqual([1000, many])
  // Who asks a server may be answered after the step, and by nobody in the midst of it.
  const allowed = whereKept() === 'on SQLite' ? [0] : [0, many]
  for (const { length } of await Promise.all(reads)) expect(allowed).toContain(length)
  expect(await issued.changesOf(listUrl)).toHaveLength(many)
  expect(await issuer.undo(act.id)).toMatchObject({ undone: { reinstated: many } })
}, 240_000)
