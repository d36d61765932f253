import { encodeUtf8, type Fetch } from '@fidecura/base'
import { decodeCredential } from '@fidecura/credentials'
import {
  createCosigners,
  createEvidence,
  createMemoryEvidenceStore,
  createMemoryWitnessState,
  createWitness,
  createWitnessHandler,
  noteKeyOf,
  openLog,
} from '@fidecura/evidence'
import { generateSigner } from '@fidecura/identity'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { type ConsentDesk, createConsentDesk } from './consent-desk.ts'
import { type Run, terminal } from './support.ts'

let desk: ConsentDesk

const file = (option: string, name: string): readonly string[] => [option, desk.path(name)]

function sign(...more: readonly string[]): Promise<Run> {
  return desk.run([
    ...['entry', 'sign', desk.path('note.json'), '--record', 'urn:oid:2.999.1.1|R-4711'],
    ...[...file('--key', 'doctor.key'), ...file('--role', 'role.jwt'), '--json'],
    ...more,
  ])
}

function confirmArgs(...more: readonly string[]): readonly string[] {
  return [
    ...['entry', 'confirm', desk.path('entry.jwt'), ...file('--bytes', 'note.json')],
    ...[...file('--key', 'patient.key'), '--json', ...more],
  ]
}

function verify(...more: readonly string[]): Promise<Run> {
  return desk.run([
    ...['entry', 'verify', desk.path('entry.jwt'), ...file('--bytes', 'note.json')],
    ...[...file('--role', 'role.jwt'), ...file('--licence', 'licence.jwt'), ...desk.trust],
    ...[...file('--chain', 'accreditation.jwt'), '--json', ...more],
  ])
}

beforeEach(async () => {
  desk = await createConsentDesk()
  desk.write('note.json', '{"value":128.0}')
  await sign('--out', desk.path('entry.jwt'))
})

describe('fidecura entry sign and verify', () => {
  test('says who signed it, and since when that is proven', async () => {
    const { code, json } = await verify()
    expect([code, json]).toMatchObject([0, { entry: { issuer: desk.doctor } }])
    const register = desk.registerArgs.slice(0, 4)
    const out = file('--out', 'receipt.jwt')
    await desk.yes(['consent', 'stamp', desk.path('entry.jwt'), ...register, ...out])
    const proof = [...file('--receipt', 'receipt.jwt'), '--register', desk.register]
    const words = await verify(...proof, '--lang', 'zh-CN')
    expect(words.json).toMatchObject({ entry: { existedBy: desk.clock.now() } })
  })

  test('says since when by a proof file of evidence, and believes no log that was not named', async () => {
    const signer = await generateSigner({ algorithm: 'EdDSA' })
    const log = await noteKeyOf('log.example/2026', 'log', signer.publicKey)
    const clock = desk.clock.now
    const witness = await createWitness({
      ...{ name: 'w.example', signer: await generateSigner({ algorithm: 'EdDSA' }), logs: [log] },
      ...{ state: createMemoryWitnessState(), clock },
    })
    const answer = createWitnessHandler(witness)
    const fetch: Fetch = (to, init) => answer(new Request(to, init as RequestInit))
    const known = { operator: 'university', url: 'https://w.example' }
    const witnesses = [{ key: witness.key, ...known }]
    const cosigners = createCosigners({ witnesses, quorum: 1, fetch, clock })
    const store = createMemoryEvidenceStore()
    const opened = await openLog({ origin: log.name, store, signer, cosigners })
    const evidence = createEvidence({ signer, log: opened, store, clock })
    const bytes = encodeUtf8(desk.read('entry.jwt').trim())
    const { id } = await evidence.deposit(bytes, { idempotencyKey: 'entry' })
    desk.write('proof.json', await evidence.proofOf(id, 1, 'depositor'))
    const trust = { witnesses: [{ key: witness.key.text, ...known }], quorum: 1 }
    desk.write('trust.json', { ...trust, logs: [log.text] })
    desk.write('other.json', { ...trust, logs: [] })
    const proof = file('--evidence', 'proof.json')
    const found = await verify(...proof, ...file('--trust', 'trust.json'))
    expect(found.json).toMatchObject({ entry: { existedBy: desk.clock.now() } })
    const stranger = await verify(...proof, ...file('--trust', 'other.json'))
    expect(stranger.json).toMatchObject({ error: { code: 'checkpoint_origin_mismatch' } })
    const both = ['--receipt', 'x', '--register', desk.register]
    const twice = await verify(...proof, ...file('--trust', 'trust.json'), ...both)
    expect(twice.json).toMatchObject({ error: { code: 'usage', place: '--evidence' } })
  })

  test('refuses an entry that somebody else than the doctor of the role signed', async () => {
    const out = ['--out', desk.path('stranger.jwt')]
    await sign(...file('--key', 'patient.key'), ...out)
    desk.write('entry.jwt', desk.read('stranger.jwt'))
    const { code, json } = await verify()
    const place = desk.path('entry.jwt')
    expect([code, json]).toMatchObject([1, { error: { code: 'signer_not_practitioner', place } }])
  })

  test.each([
    ['a kind of file that is none', ['--media-type', 'text'], 1, 'token_malformed'],
    ['a record without system', ['--record', 'R-4711'], 2, 'usage'],
  ])('signs nothing for %s', async (_, more, exit, code) => {
    const run = await sign(...more)
    expect([run.code, run.json]).toMatchObject([exit, { error: { code } }])
  })

  test.each([
    ['--confirmation', ['--identity', 'x']],
    ['--identity', ['--confirmation', 'x']],
    ['--receipt', ['--register', 'did:web:a.example']],
    ['--evidence', ['--trust', 'x']],
    ['--trust', ['--evidence', 'x']],
    ['--register', ['--receipt', 'x']],
  ])('asks for %s, too', async (place, more) => {
    const { code, json } = await verify(...more)
    expect([code, json]).toMatchObject([2, { error: { code: 'usage', place } }])
  })
})

describe('fidecura impact', () => {
  test('lists the entry, the presentation and the statement that nobody wrote down by hand', async () => {
    const store = file('--store', 'register.sqlite')
    await desk.yes([
      ...[...desk.signArgs, ...desk.registerArgs, ...file('--identity', 'identity.jwt')],
      ...[...file('--chain', 'accreditation.jwt'), ...file('--out', 'consent.jwt'), '--yes'],
    ])
    await desk.run(desk.decideArgs(await desk.present('nonce-1'), 'nonce-1'))
    await verify('--usage', desk.path('register.sqlite'))
    const { credential } = await decodeCredential(desk.read('role.jwt').trim())
    const impactOf = async (id: string, issuer: string, from: string) => {
      const about = ['--credential', id, '--issuer', issuer, '--invalid-from', from]
      return (await desk.yes(['impact', ...about, ...store, '--json'])).json
    }
    const kinds = (uses: unknown) => (uses as { kind: string }[]).map(({ kind }) => kind)
    const role = [String(credential.id), desk.department] as const
    const late = await impactOf(...role, '2027-06-01T00:00:00Z')
    // When the entry was made, only its signer says.
    expect([kinds(late['before']), kinds(late['after'])]).toEqual([['presentation'], ['entry']])
    const early = await impactOf(...role, '2026-01-01T00:00:00Z')
    expect(kinds(early['before'])).toEqual([])
    expect(kinds(early['after']).sort()).toEqual(['entry', 'presentation'])
    const identity = await impactOf(desk.identity, desk.authority, '2027-06-01T00:00:00Z')
    expect(kinds(identity['before'])).toEqual(['statement'])
    expect(identity['before']).toMatchObject([{ issuer: desk.authority, id: desk.identity }])
  })
})

describe('fidecura entry confirm', () => {
  const withPatient = (): readonly string[] => [
    ...file('--confirmation', 'said.jwt'),
    ...file('--identity', 'identity.jwt'),
  ]

  test.each([
    ['confirmed', [], 0],
    ['disputed', ['--dispute', '--reason', 'wrong_person'], 1],
  ])('signs that it is %s, which verify tells by its exit code', async (verdict, more, exit) => {
    const said = await desk.yes(confirmArgs('--yes', ...file('--out', 'said.jwt'), ...more))
    expect(said.json).toMatchObject({ signed: true, verdict })
    const { code, json } = await verify(...withPatient())
    expect([code, json]).toMatchObject([exit, { confirmation: { verdict } }])
  })

  test.each([
    ['no', 'n', 1],
    ['yes', 'y', 0],
  ])('asks on a terminal and takes %s for an answer', async (_, key, expected) => {
    const { code, json, stderr } = await desk.run(confirmArgs(), { stdin: terminal(key) })
    expect([code, json['signed']]).toEqual([expected, expected === 0])
    expect(stderr).toContain('Confirm that it is right?')
  })

  test('signs nothing where there is nobody to ask, or about other bytes', async () => {
    const nobody = await desk.run(confirmArgs())
    expect([nobody.code, nobody.json]).toMatchObject([
      2,
      { error: { code: 'confirmation_missing' } },
    ])
    desk.write('note.json', '{"value":128}')
    const other = await desk.run(confirmArgs('--yes'))
    const place = desk.path('entry.jwt')
    expect([other.code, other.json]).toMatchObject([
      1,
      { error: { code: 'entry_bytes_mismatch', place } },
    ])
  })

  test('is worth nothing by somebody else than the patient', async () => {
    const out = file('--out', 'said.jwt')
    await desk.yes(confirmArgs('--yes', ...file('--key', 'doctor.key'), ...out))
    const { code, json } = await verify(...withPatient())
    expect([code, json]).toMatchObject([1, { error: { code: 'signer_not_patient' } }])
  })
})
