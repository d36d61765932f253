import type { JsonObject } from '@fidecura/base'
import {
  createMemoryWordState,
  type StatementSet,
  signWithdrawal,
  verifyContradiction,
  verifyStatementSet,
} from '@fidecura/consent'
import { decodeJws, type Signer, signJws, thumbprintOf } from '@fidecura/identity'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { trusting } from '../trusting.ts'
import { after, consentOf, createWorld, otherRecord, record, type World } from './world.ts'

type Word = JsonObject & { iat: number; revision: number; statements: JsonObject[] }

let world: World
/** Of two statements and a notice, of noon, five seconds later. */
let low: StatementSet
/** Five seconds later: one more, and the second withdrawn. */
let high: StatementSet
beforeEach(async () => {
  world = await createWorld()
  await submit('a')
  await submit('b')
  await notice('n')
  world.now = after(5)
  low = await world.register.attest(record)
  world.now = after(10)
  await submit('c')
  await withdraw('b')
  high = await world.register.attest(record)
})

async function submit(name: string): Promise<void> {
  const token = await consentOf(world, { id: `urn:uuid:${name}` })
  await world.register.submit({ token, evidence: world.identity })
}

async function withdraw(name: string): Promise<void> {
  const statement = { issuer: world.patient.did, id: `urn:uuid:${name}` }
  const content = { statement, record, issuedAt: world.now }
  const token = await signWithdrawal(content, { signer: world.patient })
  await world.register.withdraw({ token, evidence: world.identity })
}

/** Of which a word shows the number alone. */
async function notice(key: string): Promise<void> {
  const entry = { kind: 'notice', key, digest: key, token: undefined } as const
  const of = JSON.stringify([record.system, record.value])
  await world.store.append({ ...entry, record: of, evidence: '{"kind":"statement"}' }, world.clock)
}

function verify(of: StatementSet, words = world.words) {
  const { registrar, verifier } = world
  return verifyStatementSet(of, { register: trusting(registrar), verifier, words })
}

/** What a register that lies, was set back, or whose key was stolen, would sign. */
async function forge(
  of: StatementSet,
  alter: (word: Word) => unknown,
  signer: Signer = world.registrar,
): Promise<StatementSet> {
  const { payload, header } = decodeJws(of.word)
  const word = JSON.parse(new TextDecoder().decode(payload))
  alter(word)
  return { ...of, word: await signJws(word, { signer, typ: header.typ ?? '' }) }
}

const digest = 'A'.repeat(43)
const [a, b, c] = [0, 1, 2]
const set = (n: number, members: JsonObject) => (w: Word) => {
  Object.assign(w.statements[n] ?? {}, members)
}

/** Each is all right by itself, and beside the first word but for one thing. */
const lies: readonly (readonly [string, (word: Word) => unknown])[] = [
  [
    'the same revision, without a statement',
    (w) => Object.assign(w, { revision: 3, statements: w.statements.slice(a, b) }),
  ],
  [
    'a later date and a lower revision',
    (w) => {
      const { withdrawnAt, withdrawal, withdrawalEvidence, ...other } = w.statements[b] ?? {}
      Object.assign(w, { revision: 2, statements: [w.statements[a], other] })
    },
  ],
  [
    'a higher revision and an earlier date',
    (w) => {
      const { withdrawnAt, withdrawal, withdrawalEvidence, ...other } = w.statements[b] ?? {}
      Object.assign(w, { iat: after(2), statements: [w.statements[a], other] })
    },
  ],
  ['a statement left out that was there', (w) => w.statements.shift()],
  ['another statement in the place of one', set(a, { digest })],
  ['other evidence of a statement', set(a, { evidence: digest })],
  ['another instant of a statement', set(a, { registeredAt: after(-1) })],
  ['a statement numbered among those before', set(c, { sequence: 3 })],
  ['a new statement that is dated back', set(c, { registeredAt: after(4) })],
  ['a new withdrawal that is dated back', set(b, { withdrawnAt: after(4) })],
  ['a new ratification that is dated back', set(a, { ratifiedAt: after(4), ratification: digest })],
]

describe('verifyStatementSet', () => {
  test('takes words that go on from one another, and that of today', async () => {
    await verify(low)
    await verify(low)
    await verify(high)
    world.now = after(20)
    await verify(await world.register.attest(record))
    expect(await world.words.contradictions()).toEqual([])
  })

  test.each(lies)('refuses %s, and keeps both words', async (_, alter) => {
    await verify(low)
    const lie = await forge(high, alter)
    // A lie is a number or two beside the truth, so nothing but the other word gives it away.
    await expect(verify(lie)).rejects.toMatchObject({ code: 'register_equivocates' })
    const { did: register } = world.registrar
    const found = await world.words.contradictions()
    expect(found).toMatchObject([{ register, first: low.word, second: lie.word }])
    // The next one is compared with what was seen first.
    await verify(high)
  })
  test.each<[string, (word: Word) => unknown]>([
    [
      'is gone',
      (w) => {
        const { withdrawnAt, withdrawal, withdrawalEvidence, ...other } = w.statements[b] ?? {}
        w.statements[b] = other
      },
    ],
    ['is dated earlier', set(b, { withdrawnAt: after(9) })],
    ['is dated later', set(b, { withdrawnAt: after(11) })],
    ['was another', set(b, { withdrawal: digest })],
    ['had other evidence', set(b, { withdrawalEvidence: digest })],
  ])('refuses a word in which a withdrawal %s', async (_, alter) => {
    world.now = after(15)
    await verify(await world.register.attest(record))
    world.now = after(20)
    await notice('later')
    const lie = await forge(await world.register.attest(record), alter)
    await expect(verify(lie)).rejects.toMatchObject({ code: 'register_equivocates' })
  })

  test('takes it for an old word, and for nobody’s lie, when an old one is played back', async () => {
    await verify(high)
    await expect(verify(low)).rejects.toMatchObject({ code: 'word_rolled_back' })
    expect(await world.words.contradictions()).toEqual([])
  })

  test('goes by number and date of what was seen before words were kept', async () => {
    const words = createMemoryWordState()
    const of = JSON.stringify([record.system, record.value])
    const seen = { register: world.registrar.did, record: of, revision: 4, asOf: after(7) }
    await words.advance({ ...seen, word: undefined }, () => 'newer')
    await expect(verify(low, words)).rejects.toMatchObject({ code: 'word_rolled_back' })
    const lie = await forge(low, (w) => Object.assign(w, { iat: after(8) }))
    await expect(verify(lie, words)).rejects.toMatchObject({ code: 'register_equivocates' })
    await verify(high, words)
  })
})

describe('verifyContradiction', () => {
  const judge = (more: object = {}) => ({
    verifier: world.verifier,
    register: trusting(world.registrar),
    ...more,
  })

  test.each(lies)('proves %s, in either order', async (_, alter) => {
    const second = (await forge(high, alter)).word
    const first = low.word
    expect(await verifyContradiction({ first, second }, judge())).toEqual(record)
    expect(await verifyContradiction({ first: second, second: first }, judge())).toEqual(record)
  })

  test('accuses no register of what it may well have signed', async () => {
    const pairs = [
      [low.word, high.word],
      [high.word, low.word],
      [low.word, low.word],
    ] as const
    for (const [first, second] of pairs) {
      await expect(verifyContradiction({ first, second }, judge())).rejects.toMatchObject({
        code: 'words_agree',
      })
    }
  })

  test('accuses no register of two words about two records', async () => {
    const other = await forge(high, (w) =>
      Object.assign(w, { record: otherRecord, statements: [] }),
    )
    const words = { first: low.word, second: other.word }
    await expect(verifyContradiction(words, judge())).rejects.toMatchObject({ code: 'words_agree' })
  })

  test.each(['first', 'second'] as const)(
    'takes no word of a stranger as the %s',
    async (place) => {
      const lie = await forge(high, (w) => w.statements.shift())
      const alter = (w: Word) => Object.assign(w, { iss: world.stranger.did })
      const honest = { first: low.word, second: lie.word }
      const words = place === 'first' ? low : lie
      const forged = { ...honest, [place]: (await forge(words, alter, world.stranger)).word }
      await expect(verifyContradiction(forged, judge())).rejects.toMatchObject({
        code: 'register_wrong',
      })
    },
  )

  test('takes the keys of the register that were named, alone', async () => {
    const second = (await forge(high, (w) => w.statements.shift())).word
    const words = { first: low.word, second }
    const register = trusting(world.registrar, [await thumbprintOf(world.patient.publicKey)])
    await expect(verifyContradiction(words, judge({ register }))).rejects.toMatchObject({
      code: 'key_not_pinned',
    })
  })
})
