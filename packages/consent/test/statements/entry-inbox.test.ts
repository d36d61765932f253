import { inspect } from 'node:util'
import { encodeUtf8 } from '@fidecura/base'
import {
  createEntryInbox,
  createMemoryEntryInboxStore,
  type EntryInbox,
  type EntryInboxStore,
  type SignConfirmationOptions,
  type SignEntryOptions,
  signConfirmation,
  signEntry,
  verifyAmendment,
  verifyConfirmation,
} from '@fidecura/consent/entries'
import { decodeJws, digestOf, type ResolveDid, type Signer, signJws } from '@fidecura/identity'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { after, createWorld, otherRecord, record, type World } from './world.ts'

const bytes = encodeUtf8('{"resourceType":"Observation","valueQuantity":{"value":6.0}}')
const amendedBytes = encodeUtf8('{"resourceType":"Observation","valueQuantity":{"value":7.0}}')

let world: World
let store: EntryInboxStore
let inbox: EntryInbox
beforeEach(async () => {
  world = await createWorld()
  store = createMemoryEntryInboxStore()
  inbox = createEntryInbox({ store, verifier: world.verifier })
})

function sign(name: string, more: Partial<SignEntryOptions> = {}, of = bytes): Promise<string> {
  const { doctor: signer, role, now: issuedAt } = world
  const common = { signer, role: role.role, mediaType: 'application/fhir+json', record, issuedAt }
  return signEntry(of, { ...common, id: `urn:uuid:${name}`, ...more })
}

async function submit(name: string, more: Partial<SignEntryOptions> = {}, of = bytes) {
  const token = await sign(name, more, of)
  return inbox.submit({ token, bytes: of, evidence: world.role })
}

function say(entry: string, more: Partial<SignConfirmationOptions> = {}): Promise<string> {
  const { patient: signer, now: issuedAt } = world
  return signConfirmation(entry, { bytes, signer, verdict: 'confirmed', issuedAt, ...more })
}

/** As whoever holds the key can sign by hand. */
function resign(token: string, members: object, signer: Signer): Promise<string> {
  const { header, payload } = decodeJws(token)
  const said = { ...JSON.parse(new TextDecoder().decode(payload)), ...members }
  return signJws(said, { signer, typ: header.typ ?? '' })
}

const disputes = { verdict: 'disputed', reason: 'wrong_value' } as const

async function answer(entry: string, more: Partial<SignConfirmationOptions> = {}) {
  const token = await say(entry, more)
  return inbox.answer({ token, bytes: more.bytes ?? bytes, evidence: world.identity })
}

async function waits(of = record) {
  return (await inbox.waiting(of)).entries.map(({ number }) => number)
}

describe('EntryInbox', () => {
  test('has entries wait in the order in which they came, until the patient has said something', async () => {
    const a = await submit('a')
    const b = await submit('b')
    expect(await waits()).toEqual([a.number, b.number])
    expect(await waits(otherRecord)).toEqual([])
    world.now = after(60)
    expect(await answer(a.token)).toMatchObject({
      answer: { verdict: 'confirmed', answeredAt: after(60) },
    })
    expect(await waits()).toEqual([b.number])
    await answer(b.token, disputes)
    expect(await waits()).toEqual([])
    expect(await inbox.find(b.entry)).toMatchObject({ answer: { verdict: 'disputed' } })
  })

  test('changes nothing by the same entry, or the same verdict, again', async () => {
    const a = await submit('a')
    expect(await inbox.submit({ token: a.token, bytes, evidence: world.role })).toEqual(a)
    const first = await answer(a.token)
    world.now = after(60)
    expect(await answer(a.token)).toEqual(first)
    expect(await inbox.submit({ token: a.token, bytes, evidence: world.role })).toEqual(first)
    expect(await waits()).toEqual([])
  })

  test('lets a patient dispute what they confirmed, and not confirm what they disputed', async () => {
    const { token } = await submit('a')
    await answer(token)
    expect(await answer(token, disputes)).toMatchObject({ answer: { verdict: 'disputed' } })
    await expect(answer(token)).rejects.toMatchObject({ code: 'entry_answered' })
  })

  test('takes no entry of somebody without authority, and keeps nothing of it', async () => {
    const token = await sign('a', { signer: world.stranger })
    await expect(inbox.submit({ token, bytes, evidence: world.role })).rejects.toMatchObject({
      code: 'signer_not_practitioner',
    })
    expect(await waits()).toEqual([])
  })

  test('hands the signal of a call on to whoever is asked for keys', async () => {
    const seen = new Set<AbortSignal | undefined>()
    const resolve: ResolveDid = (did, options) => {
      seen.add(options.signal)
      return world.verifier.resolve(did, options)
    }
    const { signal } = new AbortController()
    inbox = createEntryInbox({ store, verifier: { ...world.verifier, resolve } })
    const entry = await sign('a')
    await inbox.submit({ token: entry, bytes, evidence: world.role }, { signal })
    expect([...seen]).toEqual([signal])
    seen.clear()
    const token = await say(entry)
    await inbox.answer({ token, bytes, evidence: world.identity }, { signal })
    expect([...seen]).toEqual([signal])
  })

  test('takes no answer of a stranger, nor one about an entry that is not here', async () => {
    const { token } = await submit('a')
    await expect(answer(token, { signer: world.stranger })).rejects.toMatchObject({
      code: 'signer_not_patient',
    })
    await expect(answer(await sign('b'))).rejects.toMatchObject({ code: 'confirmation_mismatch' })
    expect(await waits()).toHaveLength(1)
  })

  test.each([
    ['of another patient, in a record of their own', 'record'],
    ['about other bytes', 'digest'],
  ])('takes no answer %s', async (_, what) => {
    const { entry, number } = await submit('a')
    // The same entry as far as its digest goes, which only somebody who signs by hand can say.
    const own = what === 'record' ? { record: otherRecord } : {}
    const of = what === 'record' ? bytes : amendedBytes
    const other = await sign('b', own, of)
    const signer = what === 'record' ? world.stranger : world.patient
    const evidence =
      what === 'record' ? await world.identify(world.stranger, otherRecord) : world.identity
    const said = await say(other, { signer, bytes: of, ...disputes })
    const forged = await resign(said, { entry }, signer)
    await expect(inbox.answer({ token: forged, bytes: of, evidence })).rejects.toMatchObject({
      code: 'confirmation_mismatch',
    })
    expect(await waits()).toEqual([number])
  })

  test('shows page by page, and no more at once than a hundred', async () => {
    const entries = []
    for (const name of ['a', 'b', 'c']) entries.push(await submit(name))
    const first = await inbox.waiting(record, { limit: 2 })
    expect(first.entries).toEqual(entries.slice(0, 2))
    expect(first.next).toBe(entries[1]?.number)
    const after2 = await inbox.waiting(record, { limit: 2, after: first.next ?? 0 })
    expect(after2).toEqual({ entries: entries.slice(2), next: undefined })
    for (const wrong of [{ limit: 101 }, { limit: 0 }, { limit: 1.5 }, { after: -1 }]) {
      await expect(inbox.waiting(record, wrong)).rejects.toMatchObject({ code: 'token_malformed' })
    }
  })

  test('keeps no more waiting than a thousand in a record', async () => {
    for (let n = 0; n < 1000; n++) {
      const of = JSON.stringify([record.system, record.value])
      await store.add({ entry: `${n}`, record: of, token: 't', receivedAt: world.now }, 9999)
    }
    await expect(submit('a')).rejects.toMatchObject({ code: 'entry_inbox_full' })
    await store.answer('7', { verdict: 'confirmed', confirmation: 'c', answeredAt: world.now })
    await expect(submit('a')).resolves.toBeDefined()
  })
})

describe('signConfirmation', () => {
  test('lets the patient say why, in lines of their own, where they dispute', async () => {
    const text = 'Not mine.\nI was never tested. 不是我的。'
    const { token: entry } = await submit('a')
    const token = await say(entry, { ...disputes, text })
    const { verifier, identity: evidence } = world
    expect(await verifyConfirmation(token, { bytes, verifier, evidence })).toMatchObject({ text })
  })

  test.each([
    ['of a confirmation', { verdict: 'confirmed', text: 'x' }],
    ['that is empty', { ...disputes, text: '' }],
    ['that is too long', { ...disputes, text: 'x'.repeat(2001) }],
    ['that moves a cursor', { ...disputes, text: 'x\u001b[2J' }],
    ['that hides a line', { ...disputes, text: 'x\ry' }],
  ] as const)('signs no text %s, and quotes nothing of it', async (_, more) => {
    const { token } = await submit('a')
    const canary = 'canary-77af'
    const text = more.text === '' ? '' : `${canary}${more.text}`
    const error = await say(token, { ...more, text }).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'token_malformed' })
    expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain(canary)
  })
})

test('EntryInbox quotes nothing of what a patient says where it refuses it', async () => {
  const text = 'canary-77af'
  const { token } = await submit('a')
  await answer(token, { ...disputes, text })
  const other = await sign('b')
  // One after the other: a promise that nobody waits for yet must not be rejected.
  for (const ask of [() => answer(other, { ...disputes, text }), () => answer(token)]) {
    const error = await ask().catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: expect.any(String) })
    expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain(text)
  }
})

describe('an amendment', () => {
  async function disputed() {
    const { token: entry } = await submit('a')
    const confirmation = await say(entry, disputes)
    await inbox.answer({ token: confirmation, bytes, evidence: world.identity })
    const amends = { entry: await digestOf(entry), dispute: await digestOf(confirmation) }
    return { entry, confirmation, bytes, amends }
  }

  const parties = () => ({
    verifier: world.verifier,
    practitioner: { evidence: world.role },
    patient: { evidence: world.identity },
    amender: { evidence: world.role },
  })

  test('waits for the patient, who may confirm it; what was disputed stays so', async () => {
    const { entry, amends, confirmation } = await disputed()
    const amendment = await submit('b', { amends }, amendedBytes)
    expect(await waits()).toEqual([amendment.number])
    await answer(amendment.token, { bytes: amendedBytes })
    expect(await inbox.find(amends.entry)).toMatchObject({ answer: { verdict: 'disputed' } })
    const amending = { token: amendment.token, bytes: amendedBytes }
    const all = await verifyAmendment(amending, { entry, confirmation, bytes }, parties())
    expect(all).toMatchObject({
      disputed: { id: 'urn:uuid:a' },
      dispute: { reason: 'wrong_value' },
      amendment: { id: 'urn:uuid:b', amends },
    })
  })

  const wrongs = [
    ['another entry', (a: Amended) => ({ amends: { ...a, entry: 'A'.repeat(43) } })],
    ['another dispute', (a: Amended) => ({ amends: { ...a, dispute: 'A'.repeat(43) } })],
    ['an entry in another record', (amends: Amended) => ({ amends, record: otherRecord })],
  ] as const

  test.each(wrongs)('is refused by the inbox where it is about %s', async (_, more) => {
    const { amends } = await disputed()
    await expect(submit('b', more(amends), amendedBytes)).rejects.toMatchObject({
      code: 'amendment_mismatch',
    })
    expect(await waits()).toEqual([])
  })

  test.each([...wrongs, ['nothing', () => ({})] as const])(
    'is not proven where it is about %s',
    async (_, more) => {
      const { amends, ...other } = await disputed()
      const token = await sign('b', more(amends), amendedBytes)
      const proof = verifyAmendment({ token, bytes: amendedBytes }, other, parties())
      await expect(proof).rejects.toMatchObject({ code: 'amendment_mismatch' })
    },
  )

  test('answers no confirmation', async () => {
    const { token: entry } = await submit('a')
    const confirmation = await say(entry)
    await inbox.answer({ token: confirmation, bytes, evidence: world.identity })
    const amends = { entry: await digestOf(entry), dispute: await digestOf(confirmation) }
    await expect(submit('b', { amends }, amendedBytes)).rejects.toMatchObject({
      code: 'amendment_mismatch',
    })
    const token = await sign('b', { amends }, amendedBytes)
    const both = { entry, confirmation, bytes }
    await expect(
      verifyAmendment({ token, bytes: amendedBytes }, both, parties()),
    ).rejects.toMatchObject({ code: 'amendment_mismatch' })
  })
})

type Amended = NonNullable<SignEntryOptions['amends']>
