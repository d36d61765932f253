import { beforeEach, describe, expect, test } from '@jest/globals'
import { type ConsentDesk, createConsentDesk } from './consent-desk.ts'
import { type Run, terminal } from './support.ts'

let desk: ConsentDesk
const record = 'urn:oid:2.999.1.1|R-4711'
const file = (option: string, name: string): readonly string[] => [option, desk.path(name)]
const role = (): readonly string[] => [
  ...[...file('--role', 'role.jwt'), ...file('--licence', 'licence.jwt')],
  ...file('--chain', 'accreditation.jwt'),
]

function inbox(verb: string, ...more: readonly string[]): Promise<Run> {
  return desk.run(['consent', 'inbox', verb, ...more, ...file('--store', 'inbox.sqlite'), '--json'])
}

function say(verb: string, ...more: readonly string[]): Promise<Run> {
  const own = [...file('--key', 'patient.key'), ...file('--identity', 'identity.jwt')]
  const about = [desk.path('entry.jwt'), ...file('--bytes', 'note.json'), ...desk.trust]
  return inbox(verb, ...about, ...own, ...more)
}

const waiting = async () => (await inbox('list', '--record', record)).json['entries']

beforeEach(async () => {
  desk = await createConsentDesk()
  desk.write('note.json', '{"value":128.0}')
  const signing = [...file('--key', 'doctor.key'), ...file('--role', 'role.jwt')]
  const out = file('--out', 'entry.jwt')
  await desk.yes(['entry', 'sign', desk.path('note.json'), '--record', record, ...signing, ...out])
  const about = [desk.path('entry.jwt'), ...file('--bytes', 'note.json')]
  const { code } = await inbox('add', ...about, ...role(), ...desk.trust)
  expect(code).toBe(0)
})

describe('fidecura consent inbox', () => {
  test('has an entry wait until its patient confirms it', async () => {
    const list = [
      'consent',
      'inbox',
      'list',
      '--record',
      record,
      ...file('--store', 'inbox.sqlite'),
    ]
    const { stdout } = await desk.yes(list)
    expect(stdout).toContain(`application/fhir+json ${desk.doctor}`)
    const { code, json } = await say('confirm', '--yes', ...file('--out', 'said.jwt'))
    expect([code, json]).toMatchObject([0, { signed: true, verdict: 'confirmed' }])
    expect(await waiting()).toEqual([])
    const verify = ['entry', 'verify', desk.path('entry.jwt'), ...file('--bytes', 'note.json')]
    const patient = [...file('--confirmation', 'said.jwt'), ...file('--identity', 'identity.jwt')]
    const verified = await desk.run([...verify, ...role(), ...desk.trust, ...patient, '--json'])
    expect(verified.json).toMatchObject({ confirmation: { verdict: 'confirmed' } })
    const later = await say('dispute', '--yes')
    expect(later.json).toMatchObject({ verdict: 'disputed' })
    const back = await say('confirm', '--yes')
    expect([back.code, back.json]).toMatchObject([1, { error: { code: 'entry_answered' } }])
  })

  test('has a dispute answered by another entry, which waits in turn', async () => {
    const amend = [...file('--key', 'doctor.key'), ...role(), ...desk.trust]
    desk.write('corrected.json', '{"value":129.0}')
    const corrected = file('--bytes', 'corrected.json')
    const early = await inbox('amend', desk.path('entry.jwt'), ...corrected, ...amend)
    expect([early.code, early.json]).toMatchObject([2, { error: { code: 'file_unexpected' } }])
    const why = ['--reason', 'wrong_value', '--text', 'It was 129']
    const disputed = await say('dispute', '--yes', ...why)
    expect(disputed.code).toBe(0)
    const { entry } = disputed.json as { readonly entry: string }
    const out = file('--out', 'amended.jwt')
    const { code, json } = await inbox(
      'amend',
      desk.path('entry.jwt'),
      ...corrected,
      ...amend,
      ...out,
    )
    expect([code, json]).toMatchObject([0, { amends: entry }])
    expect(await waiting()).toMatchObject([{ entry: json['entry'] }])
    const list = [
      'consent',
      'inbox',
      'list',
      '--record',
      record,
      ...file('--store', 'inbox.sqlite'),
    ]
    expect((await desk.yes(list, { language: 'zh-CN' })).stdout).toContain('（答复异议）')
  })

  test('takes no answer of a stranger, and of other bytes', async () => {
    const stranger = await say('confirm', '--yes', ...file('--key', 'doctor.key'))
    expect([stranger.code, stranger.json]).toMatchObject([
      1,
      { error: { code: 'signer_not_patient' } },
    ])
    desk.write('note.json', '{"value":128}')
    const other = await say('confirm', '--yes')
    expect([other.code, other.json]).toMatchObject([1, { error: { code: 'entry_bytes_mismatch' } }])
    expect(await waiting()).toHaveLength(1)
  })

  test.each([
    ['no', 'n', 1],
    ['yes', 'y', 0],
  ])('asks on a terminal and takes %s for an answer', async (_, key, expected) => {
    const own = [...file('--key', 'patient.key'), ...file('--identity', 'identity.jwt')]
    const about = [desk.path('entry.jwt'), ...file('--bytes', 'note.json'), ...desk.trust]
    const args = [
      'consent',
      'inbox',
      'confirm',
      ...about,
      ...own,
      ...file('--store', 'inbox.sqlite'),
    ]
    const { code, stderr } = await desk.run(args, { stdin: terminal(key) })
    expect([code, stderr]).toEqual([expected, expect.stringContaining('Confirm that it is right?')])
    expect(await waiting()).toHaveLength(expected)
  })

  test('knows no entry that was not added, and makes no inbox by asking', async () => {
    const digest = 'A'.repeat(43)
    const own = [...file('--key', 'patient.key'), ...file('--identity', 'identity.jwt')]
    const about = [...file('--bytes', 'note.json'), ...desk.trust, '--yes']
    const { code, json } = await inbox('confirm', digest, ...about, ...own)
    expect([code, json]).toMatchObject([2, { error: { code: 'file_unexpected', place: digest } }])
    const list = ['consent', 'inbox', 'list', '--record', record, '--store', desk.path('no.sqlite')]
    const none = await desk.run([...list, '--json'])
    expect([none.code, none.json]).toMatchObject([2, { error: { code: 'file_unreadable' } }])
  })
})
