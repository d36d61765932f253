import { type EpochSeconds, epochSeconds, type Fetch } from '@fidecura/base'
import { generateSigner } from '@fidecura/identity'
import { afterAll, describe, expect, test } from '@jest/globals'
import { createWitnessHandler } from '../src/http/witness-handler.ts'
import { openLog } from '../src/log/log.ts'
import { createMemoryLogStore } from '../src/log/memory-log-store.ts'
import { formatCheckpoint, verifyCheckpoint } from '../src/note/checkpoint.ts'
import { cosign } from '../src/note/cosignature.ts'
import { noteKeyOf } from '../src/note/note-key.ts'
import {
  formatNote,
  formatSignature,
  parseNote,
  parseSignature,
  signNote,
} from '../src/note/signed-note.ts'
import { formatAddCheckpoint, parseAddCheckpoint } from '../src/witness/add-checkpoint.ts'
import { createCosigners } from '../src/witness/cosigners.ts'
import { createWitness } from '../src/witness/witness.ts'
import { assertWitnessed, type TrustedWitness } from '../src/witness/witness-policy.ts'
import { createMemoryWitnessState, type WitnessState } from '../src/witness/witness-state.ts'
import { served } from './served.ts'

const origin = 'log.clinic.example/2026'
const signer = await generateSigner({ algorithm: 'EdDSA' })
const key = await noteKeyOf(origin, 'log', signer.publicKey)
const now = epochSeconds(1_790_000_000)
const clock = (): EpochSeconds => now
const entryOf = (n: number): Uint8Array => new TextEncoder().encode(`entry ${n}`)

async function witnessOf(name: string, state: WitnessState = createMemoryWitnessState()) {
  const own = await generateSigner({ algorithm: 'EdDSA' })
  const split: string[] = []
  const onSplitView = (checkpoint: string): void => void split.push(checkpoint)
  const witness = await createWitness({ name, signer: own, logs: [key], state, clock, onSplitView })
  return { witness, split, state }
}

/** Checkpoints of a log at each of its sizes, and what proves them to go on. */
async function history(entries: readonly number[]) {
  const log = await openLog({
    origin,
    store: createMemoryLogStore<number>(),
    signer,
    cosigners: 'nobody',
  })
  const checkpoints: string[] = []
  for (const n of entries) checkpoints.push((await log.add(entryOf(n), n)).checkpoint.text)
  await log.close()
  const request = async (older: number, size: number): Promise<string> =>
    formatAddCheckpoint({
      older,
      proof: await log.proofs.consistency(older, size),
      checkpoint: checkpoints[size - 1] as string,
    })
  return { checkpoints, request }
}

const honest = await history([0, 1, 2, 3, 4, 5, 6])
const forked = await history([0, 1, 9, 3, 4, 5, 6])

const other = await generateSigner({ algorithm: 'EdDSA' })
const text = formatCheckpoint({ origin, size: 1, root: new Uint8Array(32) })
const elsewhere = { name: 'other.example', signer: other }
const foreign = formatCheckpoint({ origin: elsewhere.name, size: 1, root: new Uint8Array(32) })
const first = (checkpoint: string): string =>
  formatAddCheckpoint({ older: 0, proof: [], checkpoint })
const ofAnotherLog = first(formatNote(await signNote(foreign, elsewhere)))
const byAnother = first(formatNote(await signNote(text, { name: origin, signer: other })))
const beyond = (await honest.request(3, 3)).replace('old 3', 'old 4')
const needless = formatAddCheckpoint({
  older: 0,
  proof: [new Uint8Array(32)],
  checkpoint: honest.checkpoints[0] as string,
})
const oneKey = await Promise.all(
  ['w', 'x'].map(async (operator) => ({
    key: await noteKeyOf(operator, 'witness', other.publicKey),
    operator,
  })),
)
const [witness] = oneKey as [TrustedWitness]

describe('createWitness', () => {
  test('signs a first checkpoint, and each that goes on from the last', async () => {
    const { witness } = await witnessOf('w.example')
    for (const [older, size] of [
      [0, 3],
      [3, 3],
      [3, 7],
    ] as const) {
      const { status, body } = await witness.addCheckpoint(await honest.request(older, size))
      expect(status).toBe(200)
      const { text } = parseNote(honest.checkpoints[size - 1] as string)
      const note = { text, signatures: [parseSignature(body.trimEnd())] }
      const policy = { witnesses: [{ key: witness.key, operator: 'w' }], quorum: 1 }
      expect(await assertWitnessed(note, policy)).toBe(now)
    }
  })

  test('says what it has seen to a log that thinks otherwise', async () => {
    const { witness } = await witnessOf('w.example')
    await witness.addCheckpoint(await honest.request(0, 3))
    const answer = await witness.addCheckpoint(await honest.request(2, 7))
    expect(answer).toEqual({ status: 409, contentType: 'text/x.tlog.size', body: '3\n' })
  })

  test('refuses a second history, and says so', async () => {
    const { witness, split, state } = await witnessOf('w.example')
    await witness.addCheckpoint(await honest.request(0, 3))
    const before = await state.latest(origin)
    expect(await witness.addCheckpoint(await forked.request(3, 7))).toMatchObject({ status: 422 })
    expect(await witness.addCheckpoint(await forked.request(3, 3))).toMatchObject({ status: 409 })
    expect(split).toEqual([forked.checkpoints[2]])
    expect(await state.latest(origin)).toEqual(before)
  })

  test('refuses a tree that shrank', async () => {
    const { witness } = await witnessOf('w.example')
    await witness.addCheckpoint(await honest.request(0, 7))
    const shrunk = { older: 7, proof: [], checkpoint: honest.checkpoints[2] as string }
    const answer = await witness.addCheckpoint(formatAddCheckpoint(shrunk))
    expect(answer).toMatchObject({ status: 400 })
    expect(await witness.addCheckpoint(await honest.request(0, 3))).toMatchObject({ status: 409 })
  })

  test('signs nothing where another request of the same moment was faster', async () => {
    const state = createMemoryWitnessState()
    const { witness } = await witnessOf('w.example', { ...state, latest: async () => undefined })
    expect(await witness.addCheckpoint(await honest.request(0, 3))).toMatchObject({ status: 200 })
    expect(await witness.addCheckpoint(await forked.request(0, 3))).toMatchObject({ status: 409 })
  })

  test('has kept a checkpoint before it signs, and signs nothing that it could not keep', async () => {
    const state: WitnessState = {
      latest: async () => undefined,
      advance: async () => {
        throw new Error('disk full')
      },
    }
    const { witness } = await witnessOf('w.example', state)
    await expect(witness.addCheckpoint(await honest.request(0, 3))).rejects.toThrow('disk full')
  })

  test.each([
    ['nothing', 400, ''],
    ['no old size', 400, `\n\n${text}`],
    ['an old size that is no number', 400, `old x\n\n${text}`],
    ['64 hashes', 400, `old 1\n${`${'A'.repeat(43)}=\n`.repeat(64)}\n${text}`],
    ['a short hash', 400, `old 1\nAAAA\n\n${text}`],
    ['a note without a signature', 400, `old 0\n\n${text}`],
    ['a log that it does not watch', 404, ofAnotherLog],
    ['a log that did not sign', 403, byAnother],
    ['an old size beyond the checkpoint', 400, beyond],
    ['a proof where there is nothing to prove', 422, needless],
  ])('refuses %s', async (_, status, body) => {
    const { witness } = await witnessOf('w.example')
    expect(await witness.addCheckpoint(body)).toMatchObject({ status })
  })
})

describe('parseAddCheckpoint', () => {
  test('reads what formatAddCheckpoint wrote', async () => {
    const body = await honest.request(3, 7)
    expect(formatAddCheckpoint(parseAddCheckpoint(body))).toBe(body)
  })
})

describe('createCosigners', () => {
  const closers: (() => Promise<void>)[] = []
  afterAll(() => Promise.all(closers.map((close) => close())))

  async function reachable(name: string, state?: WitnessState) {
    const { witness } = await witnessOf(name, state)
    const server = await served(createWitnessHandler(witness))
    closers.push(server.close)
    return { witness, server, trusted: { key: witness.key, operator: name, url: server.origin } }
  }
  const cosignersOf = (all: Awaited<ReturnType<typeof reachable>>[], quorum: number) => {
    const doors = all.map(({ server }) => server)
    const door = Object.getOwnPropertySymbols(doors[0]?.door ?? {})[0] as symbol
    const origins = { [door]: doors.map((server) => server.origin) }
    const fetch: (typeof doors)[0]['fetch'] = (url, init) =>
      (doors.find((server) => url.startsWith(server.origin)) as (typeof doors)[0]).fetch(url, init)
    return createCosigners({
      witnesses: all.map(({ trusted }) => trusted),
      quorum,
      fetch,
      clock,
      timeoutMs: 10_000,
      ...origins,
    })
  }

  test('gets enough signatures, also of witnesses that have seen more or less than it thinks', async () => {
    const all = [await reachable('a.example'), await reachable('b.example')]
    const store = createMemoryLogStore<number>()
    const log = await openLog({ origin, store, signer, cosigners: cosignersOf(all, 2) })
    for (let n = 0; n < 5; n++) await log.add(entryOf(n), n)
    await log.close()
    // A process that was started anew knows nothing of what the witnesses have seen.
    const next = await openLog({ origin, store, signer, cosigners: cosignersOf(all, 2) })
    const { checkpoint } = await next.add(entryOf(5), 5)
    const { note } = await verifyCheckpoint(checkpoint.text, key)
    expect(
      await assertWitnessed(note, { witnesses: all.map(({ trusted }) => trusted), quorum: 2 }),
    ).toBe(now)
    await next.close()
  })

  test('goes on without a witness that is down, if enough are left', async () => {
    const all = [
      await reachable('a.example'),
      await reachable('b.example'),
      await reachable('c.example'),
    ]
    await all[1]?.server.close()
    const store = createMemoryLogStore<number>()
    const log = await openLog({ origin, store, signer, cosigners: cosignersOf(all, 2) })
    expect(await log.add(entryOf(0), 0)).toMatchObject({ index: 0 })
    await all[2]?.server.close()
    const code = 'witness_quorum_missing'
    await expect(log.add(entryOf(1), 1)).rejects.toMatchObject({ code, outcome: 'unknown' })
    await log.close()
  })

  test('takes no signature that is not by the witness that was asked', async () => {
    const [a, b] = [await reachable('a.example'), await reachable('b.example')]
    // B's address leads to A, whose signatures would count twice.
    const twice = [a, { ...b, server: a.server, trusted: { ...b.trusted, url: a.trusted.url } }]
    const log = await openLog({
      origin,
      store: createMemoryLogStore<number>(),
      signer,
      cosigners: cosignersOf(twice, 2),
    })
    await expect(log.add(entryOf(0), 0)).rejects.toMatchObject({ code: 'witness_quorum_missing' })
    await log.close()
  })

  /** Asks witnesses that answer what they like. */
  async function answering(
    answers: readonly ((sign: (at: number) => Promise<string>) => Promise<string>)[],
    quorum: number,
  ) {
    const witnesses = await Promise.all(
      answers.map(async (_, at) => {
        const own = await generateSigner({ algorithm: 'EdDSA' })
        const name = `w${at}`
        const key = await noteKeyOf(name, 'witness', own.publicKey)
        return { own, name, key, operator: name, url: `https://${name}.example` }
      }),
    )
    const fetch: Fetch = async (url, { body }) => {
      const at = witnesses.findIndex((each) => url.startsWith(each.url))
      const { own, name } = witnesses[at] as (typeof witnesses)[0]
      const { text: asked } = parseNote(parseAddCheckpoint(String(body)).checkpoint)
      const sign = async (instant: number): Promise<string> =>
        formatSignature(await cosign(asked, { name, signer: own, at: instant as EpochSeconds }))
      return new Response(await answers[at]?.(sign))
    }
    const store = createMemoryLogStore<number>()
    const cosigners = createCosigners({ witnesses, quorum, fetch, clock })
    const log = await openLog({ origin, store, signer, cosigners })
    return { log, witnesses: { witnesses, quorum }, store }
  }

  test('takes one signature of each witness, however many it sends', async () => {
    const many = async (sign: (at: number) => Promise<string>): Promise<string> =>
      (await Promise.all([...Array(101).keys()].map(() => sign(now)))).join('')
    const { log, witnesses } = await answering([many], 1)
    const { checkpoint } = await log.add(entryOf(0), 0)
    const { note } = await verifyCheckpoint(checkpoint.text, key)
    expect(note.signatures).toHaveLength(2)
    expect(await assertWitnessed(note, witnesses)).toBe(now)
    await log.close()
  })

  test.each([
    ['as of more than a minute later', 61],
    ['as of more than a minute ago', -61],
  ])('does not count a witness that signs %s', async (_, skew) => {
    const liar = (sign: (at: number) => Promise<string>): Promise<string> => sign(now + skew)
    const honest = async (sign: (at: number) => Promise<string>): Promise<string> => {
      await new Promise((resolve) => setTimeout(resolve, 20))
      return sign(now)
    }
    const { log, witnesses } = await answering([liar, honest, honest], 2)
    const { checkpoint } = await log.add(entryOf(0), 0)
    const { note } = await verifyCheckpoint(checkpoint.text, key)
    expect(await assertWitnessed(note, witnesses)).toBe(now)
    await log.close()
    const alone = await answering([liar, honest], 2)
    const code = 'witness_quorum_missing'
    await expect(alone.log.add(entryOf(0), 0)).rejects.toMatchObject({ code, outcome: 'unknown' })
    await alone.log.close()
  })

  test('counts two witnesses of one operator once', async () => {
    const [a, b] = [await reachable('a.example'), await reachable('b.example')]
    const all = [a, b].map((each) => ({ ...each, trusted: { ...each.trusted, operator: 'one' } }))
    const { note } = await (async () => {
      const log = await openLog({
        origin,
        store: createMemoryLogStore<number>(),
        signer,
        cosigners: cosignersOf([a, b], 2),
      })
      const { checkpoint } = await log.add(entryOf(0), 0)
      await log.close()
      return verifyCheckpoint(checkpoint.text, key)
    })()
    const witnesses = all.map(({ trusted }) => trusted)
    const third = { key: (await witnessOf('c.example')).witness.key, operator: 'two' }
    const policy = { witnesses: [...witnesses, third], quorum: 2 }
    await expect(assertWitnessed(note, policy)).rejects.toMatchObject({
      code: 'witness_quorum_missing',
      outcome: 'failed',
    })
  })

  test('is a witness over HTTP that refuses what is too large and what is no request', async () => {
    const { server } = await reachable('a.example')
    const post = (path: string, body: string | Uint8Array<ArrayBuffer>) =>
      server.fetch(server.origin + path, {
        method: 'POST',
        body,
        headers: {},
        redirect: 'manual',
        signal: AbortSignal.timeout(5000),
      })
    expect((await post('/add-checkpoint', 'x'.repeat(40_000))).status).toBe(413)
    expect((await post('/add-checkpoint', Uint8Array.of(255, 254))).status).toBe(400)
    expect((await post('/other', '')).status).toBe(404)
  })
})

describe('assertWitnessed', () => {
  test('tells when the last one that was needed had signed', async () => {
    const { text } = parseNote(honest.checkpoints[2] as string)
    const witnesses = []
    const signatures = []
    for (const [name, at] of [
      ['a', 30],
      ['b', 10],
      ['c', 20],
    ] as const) {
      const own = await generateSigner({ algorithm: 'EdDSA' })
      const witness = await createWitness({
        name,
        signer: own,
        logs: [key],
        state: createMemoryWitnessState(),
        clock: () => epochSeconds(at),
      })
      const { body } = await witness.addCheckpoint(await honest.request(0, 3))
      signatures.push(parseSignature(body.trimEnd()))
      witnesses.push({ key: witness.key, operator: name })
    }
    expect(await assertWitnessed({ text, signatures }, { witnesses, quorum: 2 })).toBe(20)
  })

  test.each([
    ['of nobody', { witnesses: [witness], quorum: 0 }],
    ['that nobody can meet', { witnesses: [witness], quorum: 2 }],
    ['that is no number', { witnesses: [witness], quorum: Number.NaN }],
    ['of one key under two names', { witnesses: oneKey, quorum: 1 }],
    ['without witnesses', { witnesses: [], quorum: 1 }],
  ])('refuses a quorum %s', async (_, policy) => {
    const note = parseNote(honest.checkpoints[0] as string)
    await expect(assertWitnessed(note, policy)).rejects.toMatchObject({
      code: 'witness_policy_invalid',
    })
  })
})
