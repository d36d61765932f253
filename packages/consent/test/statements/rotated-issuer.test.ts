import type { EpochSeconds } from '@fidecura/base'
import { createDecider, type StatementSet, signWithdrawal, type Terms } from '@fidecura/consent'
import {
  createMemoryRegisterStore,
  createRegister,
  type Register,
} from '@fidecura/consent/register'
import {
  createVerifier,
  credentialTypes,
  type StatusChange,
  type Verifier,
} from '@fidecura/credentials'
import {
  createDidDocument,
  createResolver,
  type Did,
  decodeJws,
  generateSigner,
  resolveDidKey,
  type Signer,
  signJws,
} from '@fidecura/identity'
import { createDidLog, createDidWebvhResolver, updateDidLog } from '@fidecura/identity/webvh'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { decide } from '../../src/decide.ts'
import { defaultVocabulary } from '../../src/default-vocabulary.ts'
import { mintRequester } from '../../src/requester.ts'
import { trusting } from '../trusting.ts'
import {
  after,
  consentOf,
  day,
  department,
  index,
  issue,
  noon,
  organisation,
  record,
  statusOf,
  type World,
} from './world.ts'

const rotated = after(10 * day)
const spare = 7
const nothing: Terms = {
  version: 'urn:fidecura:terms:1',
  rule: { effect: 'deny', conditions: {}, children: [] },
}

let now: EpochSeconds
let log: { readonly before: string; readonly since: string }
let old: Signer
let fresh: Signer
let patient: Signer
let registrar: Signer
let verifier: Verifier
let register: Register
let changes: StatusChange[]

const documentOf =
  (fragment: string, { publicKey: jwk }: Signer) =>
  (did: Did) =>
    createDidDocument({ did, keys: [{ fragment, jwk }] })

/** A clinic whose DID keeps its history, and takes a key out on the tenth day. */
beforeEach(async () => {
  const [one, two, update, ...people] = await Promise.all([
    generateSigner(),
    generateSigner(),
    generateSigner({ algorithm: 'EdDSA' }),
    generateSigner(),
    generateSigner(),
  ])
  ;[patient, registrar] = people
  const start = { signer: update, location: 'clinic.example', versionTime: after(-100 * day) }
  const first = await createDidLog({ ...start, document: documentOf('old', one) })
  const next = { signer: update, versionTime: rotated }
  const document = (_: unknown, did: Did) => documentOf('fresh', two)(did)
  const second = await updateDidLog(first.log, { ...next, document })
  log = { before: first.log, since: second.log }
  const { did } = first
  old = { ...one, did, keyId: `${did}#old` as Signer['keyId'] }
  fresh = { ...two, did, keyId: `${did}#fresh` as Signer['keyId'] }
  now = noon
  changes = []
  const clock = () => now
  const current = () => statusOf(now < rotated ? old : fresh, clock, changes)
  const fetch = async () => new Response(now < rotated ? log.before : log.since)
  verifier = createVerifier({
    roots: [{ did, types: Object.values(credentialTypes) }],
    resolve: createResolver({
      methods: { key: resolveDidKey, webvh: createDidWebvhResolver({ fetch }) },
      cache: { maxAgeSeconds: 1 },
    }),
    clock,
    status: {
      list: (...asked) => current().list(...asked),
      history: (...asked) =>
        (current().history as NonNullable<ReturnType<typeof statusOf>['history']>)(...asked),
    },
    maxStatusAgeSeconds: 1,
  })
  const stated = { signer: registrar, store: createMemoryRegisterStore(), verifier }
  register = createRegister({ ...stated, ages: { majorityAge: 18 } })
})

/** That the key is the patient's, as whoever holds the old key says. */
const identify = (
  at = index.identity as number,
  subject = patient,
  more: object = { birthDate: '1980-01-01' },
): Promise<string> =>
  issue(old, credentialTypes.patientIdentity, {
    subject,
    claims: { record: { ...record }, method: 'in_person', ...more },
    index: at,
  })

async function consent(): Promise<void> {
  const token = await consentOf({ now, patient, registrar } as World)
  await register.submit({ token, evidence: { identity: await identify() } })
}

async function answer(set: StatementSet): Promise<string> {
  const decider = createDecider({
    verifier,
    registers: [trusting(registrar)],
    combine: 'newest',
    ages: { majorityAge: 18 },
  })
  const verified = await decider.verifyStatements(set)
  const instants = { at: now, now }
  const requester = mintRequester({
    parties: [department, organisation],
    purposes: ['TREAT'],
    ...instants,
  } as never)
  const request = {
    requester,
    subject: record,
    purposes: ['TREAT'],
    action: 'access',
    custodian: organisation,
    data: [{ scope: 'category' }],
    legalBasis: 'consent',
  } as const
  const policy = { maxAgeSeconds: 60, combine: 'newest', vocabulary: defaultVocabulary } as const
  return decide(request, verified, { ...instants, ...policy }).kind
}

/** What a register signs that had not begun to write down what it is shown. */
async function forget(set: StatementSet): Promise<StatementSet> {
  const { payload, header } = decodeJws(set.word)
  const { statements, ...word } = JSON.parse(new TextDecoder().decode(payload))
  const less = statements.map(({ evidence: _, ...entry }: { evidence: string }) => entry)
  const said = { ...word, statements: less }
  return { ...set, word: await signJws(said, { signer: registrar, typ: header.typ ?? '' }) }
}

const unproven = { code: 'signing_time_unproven', outcome: 'unknown' }

describe('verifyStatementSet, of a clinic that took a key out,', () => {
  test('lets a consent from before permit still', async () => {
    await consent()
    expect(await answer(await register.attest(record))).toBe('permit')
    now = after(20 * day)
    expect(await answer(await register.attest(record))).toBe('permit')
  })

  test('lets a guardian’s consent permit still, for as long as they are the guardian', async () => {
    const mother = await generateSigner()
    const token = await consentOf({ now, patient: mother, registrar } as World, { by: 'guardian' })
    const guardianship = await issue(old, credentialTypes.guardianship, {
      subject: mother,
      claims: { ward: { ...record }, basis: 'parent', powers: ['consent'] },
      index: spare,
    })
    const born = { birthDate: '2016-03-14' }
    const evidence = { guardianship, identity: await identify(index.identity, patient, born) }
    await register.submit({ token, evidence })
    now = after(20 * day)
    expect(await answer(await register.attest(record))).toBe('permit')
    changes.push({ at: now, index: spare, value: 'revoked' })
    now = after(20 * day + 10)
    expect(await answer(await register.attest(record))).toBe('no_consent')
  })

  test('says unknown where the register does not say what it was shown', async () => {
    await consent()
    const set = await forget(await register.attest(record))
    expect(await answer(set)).toBe('permit')
    now = after(20 * day)
    await expect(answer(await forget(await register.attest(record)))).rejects.toMatchObject(
      unproven,
    )
  })

  test('takes no identity that the thief of the old key dates back, for the one that was shown', async () => {
    await consent()
    now = after(20 * day)
    // The phone was stolen before the consent, as it turns out.
    changes.push({ at: now, index: index.identity, value: 'revoked', invalidFrom: after(-day) })
    const set = await register.attest(record)
    expect(await answer(set)).toBe('no_consent')
    const forged = { identity: await identify(spare) }
    const statements = set.statements.map((statement) => ({ ...statement, evidence: forged }))
    await expect(answer({ ...set, statements })).rejects.toMatchObject(unproven)
  })

  test('keeps a restriction lifted that the patient has lifted, and no thief of the phone', async () => {
    const evidence = { identity: await identify() }
    const id = 'urn:uuid:5f0f1b6e-0000-4000-8000-00000000000b'
    const world = { now, patient, registrar } as World
    await consent()
    const token = await consentOf(world, { id, kind: 'restriction', terms: nothing })
    await register.submit({ token, evidence })
    const statement = { issuer: patient.did, id }
    const lifted = await signWithdrawal({ statement, record, issuedAt: now }, { signer: patient })
    now = after(60)
    await register.withdraw({ token: lifted, evidence })
    now = after(20 * day)
    const set = await register.attest(record)
    expect(await answer(set)).toBe('permit')
    const forged = { identity: await identify(spare) }
    const exchanged = set.statements.map(({ withdrawal, ...entry }) => ({
      ...entry,
      ...(withdrawal && { withdrawal: { ...withdrawal, evidence: forged } }),
    }))
    await expect(answer({ ...set, statements: exchanged })).rejects.toMatchObject(unproven)
  })

  test('takes no patient whom the thief of the old key has made up', async () => {
    await consent()
    now = after(20 * day)
    const thief = await generateSigner()
    const token = await consentOf({ now, patient: thief, registrar } as World)
    const evidence = { identity: await identify(spare, thief) }
    await expect(register.submit({ token, evidence })).rejects.toMatchObject({
      code: 'key_not_found',
    })
  })
})
