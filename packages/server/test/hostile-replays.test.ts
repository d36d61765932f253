import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { encodeBase64url, encodeUtf8 } from '@fidecura/base'
import { signWithdrawal } from '@fidecura/consent'
import { signEntry } from '@fidecura/consent/entries'
import { signRefusal } from '@fidecura/consent/request'
import { createMemoryReplayStore, presentCredentials } from '@fidecura/credentials'
import { generateSigner, proveSignIn } from '@fidecura/identity'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { canary, of } from '../../../test/hostile/problem-of.ts'
import { claim } from '../../../test/person.ts'
import type { MadeConsentRequest } from '../src/client/index.ts'
import { recordFolderName } from '../src/hospital/record-source.ts'
import { consentTo, evidenceOf, laboratory, open, present } from './consents.ts'
import { decodeToken } from './decode.ts'
import { type Attack, createHostileWorld, type HostileWorld, type Who } from './hostile-world.ts'
import { rowOf } from './staff.ts'
import { door, origin, type Person } from './world.ts'

let world: HostileWorld
let made: MadeConsentRequest
/** What the first patient has signed and handed in. */
let statement: string
beforeAll(async () => {
  world = await createHostileWorld()
  const { doctor, patient } = world.people
  for (const value of ['R-1', 'R-2']) {
    const folder = join(world.folder, 'riverside/records', await recordFolderName(recordOf(value)))
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'observation.json'), observation)
  }
  made = await ask('R-1')
  statement = await consentTo(world, patient, made, 'R-1')
  await doctor.client.submitEntry(await entryOf(doctor))
})
afterAll(() => world.close())

const observation =
  '{"resourceType":"Observation","status":"final","subject":{"reference":"Patient/1"},"code":{"coding":[{"system":"http://loinc.org","code":"8480-6"}]}}'
const recordOf = (value: string, system = 'urn:oid:2.999.1.1') => ({ system, value })
const newId = () => `urn:uuid:${crypto.randomUUID()}`
const post = (path: string, as: Who | undefined, body: object): Attack => ({
  ...{ path, as, body: JSON.stringify(body) },
})
const ask = (value: string): Promise<MadeConsentRequest> =>
  world.people.doctor.client.requestConsent({
    ...{ record: recordOf(value), purposes: ['TREAT'], data: [laboratory], validDays: 90 },
  })

/** Signs in, or says that it does, as somebody hostile would change it. */
async function proofOf(
  { signer, client }: Pick<Person, 'signer' | 'client'>,
  more: { readonly audience?: string; readonly origin?: string } = {},
): Promise<string> {
  const challenge = await client.challenge()
  const { audience } = challenge
  const place = { origin, audience, signer, now: world.clock.now(), ...door, ...more }
  const asked = { ...challenge, audience: place.audience, origin: place.origin }
  return proveSignIn(asked as never, place as never)
}

async function readingOf(by: Person, value = 'R-1', system?: string) {
  const shown = await present(world, by)
  return { record: recordOf(value, system), purpose: 'TREAT', data: [laboratory], ...shown }
}

async function entryOf(by: Person, value = 'R-1', system?: string) {
  const bytes = encodeUtf8(observation)
  const [role = '', licence = ''] = by.credentials
  const token = await signEntry(bytes, {
    ...{ signer: by.signer, id: newId(), record: recordOf(value, system), role },
    ...{ mediaType: 'application/fhir+json', issuedAt: world.clock.now() },
  })
  return { token, content: encodeBase64url(bytes), evidence: { role, licence, chain: by.chain } }
}

const withdrawalOf = (by: Person, value = 'R-1') => {
  const { issuer, id } = decodeToken(statement)
  return signWithdrawal(
    { statement: { issuer, id }, record: recordOf(value), issuedAt: world.clock.now() } as never,
    { signer: by.signer },
  )
}

async function offerOf(by: Person, system: string, value: string): Promise<string> {
  const about = { name: 'Pat Example', birthDate: '1958-03-14' }
  const { id } = await by.client.offerAtDesk({
    ...{ kind: 'patient', record: recordOf(value, system), ...about },
  })
  return id
}

async function memberOf(by: Person, number: string): Promise<string> {
  const { results } = await by.client.importStaff({ rows: [rowOf(number)] })
  return results[0]?.id ?? ''
}

type Case = readonly [
  name: string,
  make: () => Promise<Attack>,
  refused: string,
  /** What was used up, or is kept for whoever asks again. */
  ...changed: readonly string[],
]

const idempotency = 'document idempotency'
const challenge = 'document challenge'
/** Whose credentials were verified, for whoever is told when they fall. */
const used = 'credential_use'

const replayed: readonly Case[] = [
  [
    'a proof that has signed somebody in',
    async () => {
      const { holder } = world.people
      const proof = await proofOf(holder)
      await holder.client.signIn({ proof })
      return post('@/sign-in', undefined, { proof })
    },
    of(422, 'challenge_unknown'),
  ],
  [
    'a proof with one letter changed, which used its challenge up',
    async () => {
      const proof = await proofOf(world.people.holder)
      const altered = proof.replace(/.(.)$/, (_, last) => `${last === 'A' ? 'B' : 'A'}${last}`)
      return post('@/sign-in', undefined, { proof: altered })
    },
    of(422, 'jws_signature_invalid'),
    challenge,
  ],
  [
    'what was read once',
    async () => {
      const { doctor } = world.people
      const reading = await readingOf(doctor)
      await doctor.client.read(reading as never)
      return post('@/records/read', 'doctor', reading)
    },
    of(422, 'challenge_unknown'),
  ],
  [
    'what was read once, of another record',
    async () => {
      const { doctor } = world.people
      const reading = await readingOf(doctor)
      await doctor.client.read(reading as never)
      return post('@/records/read', 'doctor', { ...reading, record: recordOf('R-2') })
    },
    of(422, 'challenge_unknown'),
  ],
  [
    'a code that somebody has claimed',
    async () => {
      const { secretary, holder } = world.people
      const about = { name: 'Pat Example', birthDate: '1958-03-14' }
      const { code } = await secretary.client.offerAtDesk({
        ...{ kind: 'patient', record: recordOf('R-20'), ...about },
      })
      await claim(holder, code)
      return post('@/offers/claim', 'other patient', { code })
    },
    of(404, 'offer_code_wrong'),
    idempotency,
  ],
  [
    'digits that were right',
    async () => {
      const { secretary, holder } = world.people
      const about = { name: 'Pat Example', birthDate: '1958-03-14' }
      const { code } = await secretary.client.offerAtDesk({
        ...{ kind: 'patient', record: recordOf('R-21'), ...about },
      })
      const { id, digits } = await claim(holder, code)
      await secretary.client.confirmOffer(id, digits)
      return post(`@/offers/${id}/confirm`, 'secretary', { digits })
    },
    of(409, 'offer_state_wrong'),
    idempotency,
  ],
  [
    'an identity for a record that has one',
    async () =>
      post('@/offers', 'secretary', {
        ...{ kind: 'patient', record: recordOf('R-1'), name: 'Pat', birthDate: '1958-03-14' },
      }),
    of(409, 'record_enrolled'),
    idempotency,
  ],
  [
    'a no to what was agreed to',
    async () => {
      const { patient } = world.people
      const request = await open(world, patient, made, 'R-1')
      const uses = createMemoryReplayStore()
      const options = { signer: patient.signer, issuedAt: world.clock.now(), uses }
      return post('@/me/refusals', 'patient', { refusal: await signRefusal(request, options) })
    },
    of(409, 'changed_meanwhile'),
    idempotency,
  ],
]

const crossing: readonly Case[] = [
  [
    'a proof for another hospital',
    async () => {
      const { signer, client } = world.people.neighbour
      return post('@/sign-in', undefined, { proof: await proofOf({ signer, client }) })
    },
    of(422, 'challenge_unknown'),
  ],
  [
    'a proof for the audience of another',
    async () => {
      const { audience } = world.hospital('hillside')
      const proof = await proofOf(world.people.holder, { audience })
      return post('@/sign-in', undefined, { proof })
    },
    of(422, 'sign_in_audience_wrong'),
    challenge,
  ],
  [
    'a proof for another origin',
    async () => {
      const proof = await proofOf(world.people.holder, { origin: 'https://evil.example' })
      return post('@/sign-in', undefined, { proof })
    },
    of(422, 'sign_in_origin_wrong'),
    challenge,
  ],
  [
    'somebody else’s credentials',
    async () => {
      const { holder, doctor } = world.people
      const { credentials, chain } = doctor
      return post('@/sign-in', undefined, { proof: await proofOf(holder), credentials, chain })
    },
    of(403, 'credentials_not_held'),
    challenge,
    'replay',
  ],
  [
    'a presentation for another hospital',
    async () => {
      const reading = await readingOf(world.people.neighbour)
      return post('@/records/read', 'visitor', reading)
    },
    of(422, 'challenge_unknown'),
  ],
  [
    'a presentation for the audience of another',
    async () => {
      const { signer, credentials, chain, client } = world.people.doctor
      const { nonce } = await client.challenge()
      const { audience } = world.hospital('hillside')
      const presentation = await presentCredentials(credentials, {
        ...{ signer, audience, nonce, issuedAt: world.clock.now(), chain, disclose: 'all' },
      })
      const reading = { record: recordOf('R-1'), purpose: 'TREAT', data: [laboratory] }
      return post('@/records/read', 'doctor', { ...reading, presentation, nonce })
    },
    of(422, 'presentation_audience_wrong'),
    challenge,
  ],
  [
    'a presentation of somebody else',
    async () => post('@/records/read', 'visitor', await readingOf(world.people.doctor)),
    of(403, 'credentials_not_held'),
    ...[used, challenge, 'replay'],
  ],
  [
    'the record of another hospital',
    async () => {
      const reading = await readingOf(world.people.doctor, 'R-1', 'urn:oid:2.999.2.1')
      return post('@/records/read', 'doctor', reading)
    },
    of(403, 'not_available'),
    ...[used, challenge, 'document reader', 'replay'],
  ],
  [
    'a record that nobody has opened to them',
    async () => {
      const reading = await readingOf(world.people.visitor)
      return post('@/records/read', 'visitor', reading)
    },
    of(403, 'not_available'),
    ...[used, challenge, 'document reader', 'replay'],
  ],
  [
    'the statement of somebody else',
    async () => {
      const evidence = evidenceOf(world.people.patient)
      return post('@/me/statements', 'other patient', { token: statement, evidence })
    },
    of(403, 'not_permitted'),
    idempotency,
  ],
  [
    'the statement of somebody else, as one’s own',
    async () => {
      const evidence = evidenceOf(world.people['other patient'])
      return post('@/me/statements', 'other patient', { token: statement, evidence })
    },
    of(422, 'signer_not_patient'),
    idempotency,
  ],
  [
    'the withdrawal of somebody else',
    async () => {
      const other = world.people['other patient']
      const body = { token: await withdrawalOf(other), evidence: evidenceOf(other) }
      return post('@/me/withdrawals', 'other patient', body)
    },
    of(422, 'signer_not_patient'),
    idempotency,
  ],
  [
    'a withdrawal that somebody else hands in',
    async () => {
      const { patient } = world.people
      const body = { token: await withdrawalOf(patient), evidence: evidenceOf(patient) }
      return post('@/me/withdrawals', 'other patient', body)
    },
    of(403, 'not_permitted'),
    idempotency,
  ],
  [
    'the answer of somebody else to a request',
    async () => {
      const { patient } = world.people
      const request = await open(world, patient, await ask('R-1'), 'R-1')
      const uses = createMemoryReplayStore()
      const options = { signer: patient.signer, issuedAt: world.clock.now(), uses }
      const refusal = await signRefusal(request, options)
      return post('@/me/refusals', 'other patient', { refusal })
    },
    of(404, 'not_found'),
    idempotency,
  ],
  [
    'an entry for the record of another hospital',
    async () => {
      const { doctor } = world.people
      return post('@/entries', 'doctor', await entryOf(doctor, 'R-1', 'urn:oid:2.999.2.1'))
    },
    of(403, 'not_available'),
    used,
    idempotency,
  ],
  [
    'the entry of somebody else',
    async () => post('@/entries', 'visitor', await entryOf(world.people.doctor)),
    of(403, 'not_permitted'),
    used,
    idempotency,
  ],
  [
    'the name of somebody of another hospital in an approval',
    async () => post('@/staff/approve', 'secretary', { approval: `e30.e30.${canary}` }),
    of(422, 'jws_algorithm_wrong'),
    idempotency,
  ],
  [
    'an order of revocation without a signature',
    async () => {
      const evidence = { role: 'a', licence: 'b', chain: [] }
      return post('@/revocations', 'secretary', { order: `e30.e30.${canary}`, evidence })
    },
    of(422, 'jws_algorithm_wrong'),
    idempotency,
  ],
  [
    'a notice that nobody has signed',
    async () => post('@/statement-notices', undefined, { notice: `e30.e30.${canary}` }),
    of(422, 'jws_algorithm_wrong'),
  ],
  [
    'a recovery of nobody',
    async () => post('@/recoveries', 'holder', { request: `e30.e30.${canary}`, approvals: [] }),
    of(422, 'jws_algorithm_wrong'),
    idempotency,
  ],
]

async function outcomeOf([, make, refused, ...changed]: Case) {
  const attack = await make()
  return { outcome: await world.attack(attack), expected: { refused, changed } }
}

test.each(replayed)('once more, %s is refused', async (...each) => {
  const { outcome, expected } = await outcomeOf(each)
  expect(outcome).toEqual(expected)
})

test.each(crossing)('out of its place, %s is refused', async (...each) => {
  const { outcome, expected } = await outcomeOf(each)
  expect(outcome).toEqual(expected)
})

describe('whoever knows what is not theirs', () => {
  const elsewhere = 'urn:oid:2.999.2.1'
  test.each<readonly [string, Who, () => Promise<string>]>([
    ['GET /offers/{}', 'holder', () => offerOf(world.people.neighbour, elsewhere, 'H-1')],
    [
      'GET /offers/{}',
      'holder',
      () => offerOf(world.people.secretary, recordOf('').system, 'R-30'),
    ],
    [
      'POST /offers/{}/confirm',
      'secretary',
      () => offerOf(world.people.neighbour, elsewhere, 'H-2'),
    ],
    [
      'POST /offers/{}/approve',
      'secretary',
      () => offerOf(world.people.neighbour, elsewhere, 'H-3'),
    ],
    ['POST /offers/{}/void', 'secretary', () => offerOf(world.people.neighbour, elsewhere, 'H-4')],
    ['GET /staff/{}', 'secretary', () => memberOf(world.people.neighbour, '81')],
    ['GET /staff/{}/impact', 'secretary', () => memberOf(world.people.neighbour, '82')],
    ['POST /staff/{}/reject', 'secretary', () => memberOf(world.people.neighbour, '83')],
    ['POST /staff/{}/suspend', 'secretary', () => memberOf(world.people.neighbour, '84')],
    ['POST /staff/{}/reinstate', 'secretary', () => memberOf(world.people.neighbour, '85')],
    ['POST /guardianships/{}/end', 'secretary', async () => canary],
    ['POST /guardianships/{}/end/approve', 'secretary', async () => canary],
    ['POST /recoveries/{}/complete', 'holder', async () => canary],
    ['POST /recoveries/{}/objections', 'holder', async () => canary],
    ['POST /recoveries/{}/approvals', 'secretary', async () => canary],
    ['POST /me/mandates/{}/end', 'other patient', async () => canary],
    ['GET /me/mandate-offers/{}', 'other patient', mandateOffer],
    ['POST /me/mandate-offers/{}/confirm', 'other patient', mandateOffer],
    ['GET /me/statements/{}/recipients', 'other patient', async () => 'A'.repeat(43)],
  ])('finds nothing by it: %s', async (route, as, make) => {
    const [method = '', path = ''] = route.split(' ')
    const at = `@${path.replace('{}', encodeURIComponent(await make()))}`
    const body = bodies[path.split('/').at(-1) ?? ''] ?? bodies[path.split('/')[1] ?? ''] ?? {}
    const attack = method === 'GET' ? { path: at, as } : post(at, as, body)
    expect(await world.attack(attack)).toEqual({
      refused: of(404, 'not_found'),
      changed: method === 'GET' ? [] : [idempotency],
    })
  })

  const order = { order: 'e30.e30.AA', evidence: { role: 'a', licence: 'b', chain: [] } }
  const bodies: Readonly<Record<string, object>> = {
    confirm: { digits: '0000' },
    reject: { reason: 'wrong_details' },
    suspend: { reason: 'device_lost' },
    objections: { objections: [{ token: 'e30.e30.AA' }] },
    approvals: { token: 'e30.e30.AA' },
    guardianships: order,
  }

  async function mandateOffer(): Promise<string> {
    return (await world.people.patient.client.offerMandate('Sam Example')).id
  }

  test.each([...['/me/requests', '/me/statements', '/me/notices', '/me/entries', '/me/accesses']])(
    'sees nothing of another record: GET %s',
    async (path) => {
      const attack = { path: `@${path}?record=R-1`, as: 'other patient' } as const
      expect(await world.attack(attack)).toEqual({ refused: of(403, 'not_permitted'), changed: [] })
    },
  )
})

describe('an idempotency key', () => {
  const body = (name: string) => JSON.stringify({ name })
  const offering = (as: Who, key: string, name: string): Attack => ({
    ...{ path: '@/me/mandate-offers', as, body: body(name), headers: { 'idempotency-key': key } },
  })

  test('with another body is refused, and changes nothing', async () => {
    const key = 'key-of-one-patient-1'
    expect((await world.send(offering('patient', key, 'Sam'))).status).toBe(200)
    expect(await world.attack(offering('patient', key, 'Alex'))).toEqual({
      ...{ refused: of(409, 'idempotency_conflict'), changed: [] },
    })
    // Blanks are another body, too: what was signed for may be in them.
    const spaced = { ...offering('patient', key, 'Sam'), body: '{ "name": "Sam" }' }
    expect(await world.attack(spaced)).toEqual({
      ...{ refused: of(409, 'idempotency_conflict'), changed: [] },
    })
  })

  test('with the same body does nothing again', async () => {
    const attack = offering('patient', 'key-of-one-patient-2', 'Sam')
    const first = await world.send(attack)
    let second: typeof first | undefined
    const changed = await world.changedBy(async () => {
      second = await world.send(attack)
    })
    expect([second?.body, changed]).toEqual([first.body, []])
  })

  test('of somebody else gets nothing of theirs', async () => {
    const key = 'key-of-one-patient-3'
    const first = await world.send(offering('patient', key, 'Sam'))
    const second = await world.send(offering('other patient', key, 'Sam'))
    expect(JSON.parse(second.body)).not.toMatchObject({ id: JSON.parse(first.body).id })
    expect(await world.attack(offering('holder', key, 'Sam'))).toEqual({
      ...{ refused: of(403, 'not_permitted'), changed: [] },
    })
  })

  test('of a refusal gets the same refusal, and does nothing again', async () => {
    const key = 'key-of-a-refusal-001'
    const attack = {
      ...post(`@/staff/${canary}/suspend`, 'secretary', { reason: 'device_lost' }),
      headers: { 'idempotency-key': key },
    }
    expect(await world.attack(attack)).toEqual({
      ...{ refused: of(404, 'not_found'), changed: [idempotency] },
    })
    expect(await world.attack(attack)).toEqual({ refused: of(404, 'not_found'), changed: [] })
  })
})

describe('what was signed once', () => {
  test.each<readonly [string, () => Promise<Attack>]>([
    [
      'a statement',
      async () => {
        const evidence = evidenceOf(world.people.patient)
        return post('@/me/statements', 'patient', { token: statement, evidence })
      },
    ],
    [
      'a withdrawal',
      async () => {
        const { patient } = world.people
        const token = await withdrawalOf(patient)
        const body = { token, evidence: evidenceOf(patient) }
        await patient.client.withdraw(body)
        return post('@/me/withdrawals', 'patient', body)
      },
    ],
    [
      'an entry',
      async () => {
        const { doctor, patient } = world.people
        await consentTo(world, patient, await ask('R-1'), 'R-1')
        const body = await entryOf(doctor)
        await doctor.client.submitEntry(body)
        return post('@/entries', 'doctor', body)
      },
    ],
  ])('%s is there once, however often it is handed in', async (_, make) => {
    const attack = await make()
    const changed = await world.changedBy(() => world.send(attack))
    // Besides, what was acknowledged twice may be in the trail twice.
    expect(changed.filter((name) => name !== 'audit_event')).toEqual([idempotency])
  })
})

test('a challenge is answered in its time alone', async () => {
  const { holder } = world.people
  const signer = await generateSigner()
  const proof = await proofOf({ signer, client: holder.client })
  world.advance(3600)
  await world.signIn()
  const outcome = await world.attack(post('@/sign-in', undefined, { proof }))
  expect(outcome).toEqual({ refused: of(422, 'challenge_unknown'), changed: [] })
})
