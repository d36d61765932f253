import { existsSync } from 'node:fs'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { type ConsentDesk, createConsentDesk } from './consent-desk.ts'
import type { Run } from './support.ts'

const record = 'urn:oid:2.999.1.1|R-4711'
let desk: ConsentDesk

const acting = (): readonly string[] => desk.registerArgs.slice(0, 4)
const identity = (name = 'identity.jwt'): readonly string[] => ['--identity', desk.path(name)]

beforeEach(async () => {
  desk = await createConsentDesk()
  const out = ['--register', desk.register, '--yes', '--out', desk.path('consent.jwt')]
  await desk.yes([...desk.signArgs, ...out])
})

function register(file: string, ...more: readonly string[]): Promise<Run> {
  return desk.run([
    ...['consent', 'register', desk.path(file), ...desk.registerArgs],
    ...(more.includes('--identity') ? [] : identity()),
    ...more,
    '--json',
  ])
}

async function attest(): Promise<string> {
  const file = desk.path('set.json')
  await desk.yes(['consent', 'attest', '--record', record, ...acting(), '--out', file])
  return file
}

let nonces = 0

/** Decides from files, in a store of the platform's own. */
async function decide(...more: readonly string[]): Promise<Run> {
  nonces += 1
  const nonce = `n${nonces}`
  const local = desk.decideArgs(await desk.present(nonce), nonce)
  const args = local.filter(
    (_, at) =>
      !/^--(register-key|store)$/.test(local[at] ?? '') &&
      !/^--(register-key|store)$/.test(local[at - 1] ?? ''),
  )
  const store = ['--store', desk.path('lab.sqlite')]
  return desk.run([...args, ...store, '--data-type', 'Observation', ...more, '--json'])
}

describe('fidecura consent register', () => {
  test('takes what a patient sent, and the same again with the same receipt', async () => {
    const first = await register('consent.jwt', '--receipt', desk.path('receipt.jwt'))
    expect([first.code, first.json]).toMatchObject([0, { kind: 'statement' }])
    expect(desk.read('receipt.jwt').trim()).toBe(first.json['receipt'])
    const { code } = await register('consent.jwt')
    expect(code).toBe(0)
  })

  test('takes nothing of a patient whom the identity does not name', async () => {
    const claims = { record: { system: 'urn:oid:2.999.1.1', value: 'R-1' }, method: 'register' }
    await desk.issue('patient-identity', 'other.jwt', desk.doctor, claims)
    await desk.publish()
    const { code, json } = await register('consent.jwt', ...identity('other.jwt'))
    const place = desk.path('consent.jwt')
    expect([code, json]).toMatchObject([1, { error: { code: 'signer_not_patient', place } }])
  })

  test('takes nothing that is meant for another register, and no garbage', async () => {
    const other = ['--register', desk.authority, '--yes', '--out', desk.path('other.jwt')]
    await desk.yes([...desk.signArgs, ...other])
    const foreign = await register('other.jwt')
    expect([foreign.code, foreign.json]).toMatchObject([1, { error: { code: 'register_wrong' } }])
    desk.write('bad.jwt', 'CANARY')
    const bad = await register('bad.jwt')
    expect([bad.code, bad.json]).toMatchObject([1, { error: { place: desk.path('bad.jwt') } }])
    expect(bad.stdout).not.toContain('CANARY')
  })
})

describe('fidecura consent attest and stamp', () => {
  test('gives no word for a register that is not there', async () => {
    const args = ['consent', 'attest', '--record', record, ...acting(), '--json']
    const { code, json } = await desk.run(args)
    expect([code, json]).toMatchObject([2, { error: { code: 'file_unreadable' } }])
    expect(existsSync(desk.path('register.sqlite'))).toBe(false)
  })

  test('prints the same set on standard output as into a file', async () => {
    await register('consent.jwt')
    const file = await attest()
    const args = ['consent', 'attest', '--record', record, ...acting()]
    const { stdout } = await desk.yes(args)
    const { statements } = JSON.parse(stdout)
    expect(statements).toEqual(JSON.parse(desk.read('set.json')).statements)
    expect(statements).toMatchObject([{ token: desk.read('consent.jwt').trim() }])
    expect(file).toBe(desk.path('set.json'))
  })

  test('stamps signed files alone', async () => {
    const stamp = (file: string): Promise<Run> =>
      desk.run(['consent', 'stamp', file, ...acting(), '--json'])
    expect((await stamp(desk.path('consent.jwt'))).json).toHaveProperty('receipt')
    const { code, json } = await stamp(desk.write('note.json', '{"a": 1}'))
    expect([code, json]).toMatchObject([2, { error: { code: 'file_unexpected' } }])
  })
})

describe('fidecura consent decide --set', () => {
  test('decides with nothing of the register but its word', async () => {
    await register('consent.jwt')
    const { code, json } = await decide('--set', await attest(), '--register', desk.register)
    expect([code, json]).toMatchObject([0, { decision: { kind: 'permit' } }])
  })

  test('cannot tell from a word that is too old, for as long as it is told to', async () => {
    await register('consent.jwt')
    const set = ['--set', await attest(), '--register', desk.register]
    desk.clock.advance(50)
    const { code, json } = await decide(...set, '--max-age', '49')
    expect([code, json]).toMatchObject([
      3,
      { decision: { kind: 'unknown', code: 'register_word_stale' } },
    ])
  })

  test('takes the keys alone that are named with the register', async () => {
    await register('consent.jwt')
    const set = await attest()
    const key = ['keys', 'show', desk.path('register.key'), '--json']
    const { thumbprint } = (await desk.yes(key)).json
    const pinned = ['--set', set, '--register']
    const other = await decide(...pinned, `${desk.register}=${'A'.repeat(43)}`)
    expect([other.code, other.json]).toMatchObject([1, { error: { code: 'key_not_pinned' } }])
    const wrong = await decide(...pinned, `${desk.register}=thumb`)
    expect([wrong.code, wrong.json]).toMatchObject([2, { error: { place: '--register' } }])
    const { code } = await decide(...pinned, `${desk.register}=${thumbprint}`)
    expect(code).toBe(0)
  })

  test('believes no other register, and no set that lacks a statement', async () => {
    await register('consent.jwt')
    const set = await attest()
    const foreign = await decide('--set', set, '--register', desk.authority)
    const place = set
    expect([foreign.code, foreign.json]).toMatchObject([
      1,
      { error: { code: 'register_wrong', place } },
    ])
    const { word } = JSON.parse(desk.read('set.json'))
    desk.write('set.json', { word, statements: [] })
    const short = await decide('--set', set, '--register', desk.register)
    expect([short.code, short.json]).toMatchObject([
      1,
      { error: { code: 'statement_set_incomplete', place } },
    ])
  })

  test.each([
    ['no JSON', 'CANARY', 'json_malformed', 1],
    ['no word', '{"statements":[]}', 'file_unexpected', 2],
    ['a statement without token', '{"word":"a","statements":[{"CANARY":1}]}', 'file_unexpected', 2],
    [
      'a statement without evidence',
      '{"word":"a","statements":[{"token":"CANARY","evidence":{"identity":1}}]}',
      'file_unexpected',
      2,
    ],
  ])('refuses a set with %s', async (_, content, code, exit) => {
    const place = desk.write('set.json', content)
    const run = await decide('--set', place, '--register', desk.register)
    expect([run.code, run.json]).toMatchObject([exit, { error: { code, place } }])
    expect(run.stdout).not.toContain('CANARY')
    expect(existsSync(desk.path('lab.sqlite'))).toBe(false)
  })

  test.each([
    ['neither set nor key', [], '--set'],
    ['a set of nobody', ['--set', 'x'], '--register'],
    ['a set and a key', ['--set', 'x', '--register-key', 'y'], '--register-key'],
    ['a key and a DID', ['--register-key', 'y', '--register', 'did:web:a.example'], '--register'],
  ])('calls %s wrong use', async (_, more, place) => {
    const { code, json } = await decide(...more)
    expect([code, json]).toMatchObject([2, { error: { code: 'usage', place } }])
  })
})
