import { epochSeconds } from '@fidecura/base'
import { approveRevocationOrder, signRevocationOrder } from '@fidecura/credentials/switch'
import { comparisonDigits, thumbprintOf } from '@fidecura/identity'
import { type Documents, StoreError } from '@fidecura/store'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type StaffMember, signStaffApproval, staffDigest } from '../src/client/index.ts'
import { provePrincipal } from '../src/hospital/prove-principal.ts'
import type { Call } from '../src/http/call.ts'
import { staffListRoutes } from '../src/routes/staff-list-routes.ts'
import { appoint, clerk, holding, rowOf } from './staff.ts'
import { createPerson, createWorld, type Person, type World } from './world.ts'

let world: World
let secretary: Person
let approver: Person
let next = 100
beforeAll(async () => {
  world = await createWorld()
  secretary = await appoint(world, '1', clerk)
  approver = await appoint(world, '2', clerk)
})
afterAll(() => world.close())

const imported = async (number = `${++next}`): Promise<string> => {
  const { results } = await secretary.client.importStaff({ rows: [rowOf(number)] })
  return results[0]?.id ?? ''
}

/** Brought in, claimed by a key of their own, and confirmed by the secretary. */
async function toReview(
  by: Person = secretary,
): Promise<{ member: StaffMember; person: Person; offer: string }> {
  const id = await imported()
  const { offers } = await secretary.client.offerToStaff([id])
  const person = await createPerson(world)
  await person.signIn()
  const claimed = await person.client.claimOffer(offers[0]?.code ?? '')
  const thumbprint = await thumbprintOf(person.signer.publicKey)
  const digits = await comparisonDigits({ offer: claimed.id, nonce: claimed.nonce, thumbprint })
  await by.client.confirmOffer(claimed.id, digits)
  return { member: await secretary.client.staffMember(id), person, offer: claimed.id }
}

async function approvalOf(by: Person, ...members: readonly StaffMember[]): Promise<string> {
  const { did: department } = world.hospital().departments.get('cardiology') ?? { did: '' as never }
  const named = members.map(({ id, digest = '' }) => ({ id, digest }))
  const content = { department, members: named, issuedAt: world.clock.now() }
  return signStaffApproval(content, { signer: by.signer })
}

async function issued(): Promise<{ member: StaffMember; person: Person }> {
  const { member, person, offer } = await toReview()
  const { items } = await approver.client.approveStaff(await approvalOf(approver, member))
  const held = await person.client.heldOffer(offer)
  return { member: items[0] as StaffMember, person: await holding(world, person, held) }
}

describe('a list of staff', () => {
  test('is judged row by row, and changes nothing until it is brought in', async () => {
    const rows = [
      rowOf('7', { name: '王𫞩' }),
      { ...rowOf('8'), name: '' },
      { ...rowOf('9'), salary: 1 },
      rowOf('7'),
      rowOf('1'),
      rowOf('10', { purposes: ['HRESCH', 'HMARKT'] }),
      rowOf('11', { licensedUntil: '2020-01-01' }),
      rowOf('12', { licensedUntil: '2030-02-31' }),
      rowOf('13', { registration: { system: 'urn:oid:2.999.9', value: '13' } }),
      rowOf('14', { specialties: [{ system: 'http://snomed.info/sct', code: '394913002' }] }),
      null,
    ]
    const { results, imported: none } = await secretary.client.previewStaff({ rows })
    const members = results.map(({ errors = [] }) =>
      errors.map(({ member, code }) => `${member} ${code}`),
    )
    expect(members).toEqual([
      [],
      ['/name staff_row_invalid'],
      [' staff_row_invalid'],
      ['/registration/value staff_known'],
      ['/registration/value staff_known'],
      ['/purposes staff_row_invalid'],
      ['/licensedUntil staff_row_invalid'],
      ['/licensedUntil staff_row_invalid'],
      ['/registration/system staff_row_invalid'],
      ['/specialties staff_row_invalid'],
      [' staff_row_invalid'],
    ])
    expect(none).toBe(0)
    expect((await secretary.client.importStaff({ rows })).imported).toBe(0)
    const done = await secretary.client.importStaff({ rows, onlyValid: true })
    // Nothing that a command would take for an option.
    expect([done.imported, done.results[0]?.id]).toEqual([
      1,
      expect.stringMatching(/^[\da-f]{32}$/),
    ])
    const member = await secretary.client.staffMember(done.results[0]?.id ?? '')
    expect(member).toMatchObject({ name: '王𫞩', state: 'imported', importedBy: 'Dr 1 Example' })
  })

  test('takes 200 rows at once, and shows them page by page', async () => {
    const rows = Array.from({ length: 200 }, (_, n) => rowOf(`big-${n}`))
    expect((await secretary.client.importStaff({ rows })).imported).toBe(200)
    let [after, seen]: [number | undefined, number] = [undefined, 0]
    do {
      const page = await secretary.client.staff({ state: 'imported', after, limit: 90 })
      seen += page.items.length
      after = page.next
    } while (after !== undefined)
    expect(seen).toBeGreaterThanOrEqual(200)
    const tooMany = secretary.client.importStaff({ rows: [...rows, rowOf('one-more')] })
    await expect(tooMany).rejects.toMatchObject({ code: 'request_malformed', place: '/rows' })
  })

  test('is of one department: another sees nobody of it', async () => {
    const id = await imported()
    const other = await appoint(world, '30', { ...clerk, department: 'orthopaedics' })
    const missing = { code: 'not_found', status: 404 }
    await expect(other.client.staffMember(id)).rejects.toMatchObject(missing)
    await expect(other.client.offerToStaff([id])).rejects.toMatchObject(missing)
    await expect(other.client.rejectStaff(id, 'mistake')).rejects.toMatchObject(missing)
    const { offers } = await secretary.client.offerToStaff([id])
    const ofThem = offers[0]?.id ?? ''
    await expect(other.client.confirmOffer(ofThem, '0000')).rejects.toMatchObject(missing)
    await expect(other.client.voidOffer(ofThem)).rejects.toMatchObject(missing)
    const { items } = await other.client.staff()
    expect(items.map(({ name }) => name)).toEqual(['Dr 30 Example'])
  })

  test('is run by nobody without the purpose', async () => {
    const doctor = await appoint(world, '31')
    const refused = { code: 'not_permitted', status: 403 }
    await expect(doctor.client.importStaff({ rows: [rowOf('32')] })).rejects.toMatchObject(refused)
    await expect(doctor.client.suspendStaff('x', 'mistake')).rejects.toMatchObject(refused)
    await expect(doctor.client.revocations()).rejects.toMatchObject(refused)
  })

  test('forgets a number once somebody is rejected', async () => {
    const id = await imported('40')
    expect(await secretary.client.rejectStaff(id, 'mistake')).toMatchObject({ state: 'rejected' })
    expect(await imported('40')).not.toBe('')
    await expect(secretary.client.rejectStaff(id, 'mistake')).rejects.toMatchObject({
      code: 'staff_state_wrong',
    })
  })
})

test('a second code is made for nobody while it is unknown what became of the first', async () => {
  const id = await imported()
  await secretary.client.offerToStaff([id])
  const hospital = world.hospital()
  const failed = new StoreError('store_failed', 'It is down', { outcome: 'unknown' })
  const { documents } = hospital.store
  const find: Documents['find'] = (kind, ...rest) =>
    kind === 'offer' ? Promise.reject(failed) : documents.find(kind, ...rest)
  const store = { ...hospital.store, documents: { ...documents, find } }
  const principal = await provePrincipal(hospital, {
    ...{ did: secretary.signer.did, publicKey: secretary.signer.publicKey },
    ...{ credentials: secretary.credentials, chain: secretary.chain },
  })
  const route = staffListRoutes.find(({ path }) => path === '/staff/offers')
  const call = { hospital: { ...hospital, store }, body: { ids: [id] }, now: world.clock.now() }
  const again = route?.act({ ...call, principal, acting: () => store } as unknown as Call)
  await expect(again).rejects.toMatchObject({ code: 'store_failed' })
})

describe('an approval', () => {
  test('issues licence and role to the key that was confirmed', async () => {
    const { member, person } = await issued()
    expect(member).toMatchObject({
      state: 'issued',
      approvedBy: 'Dr 2 Example',
      confirmedBy: 'Dr 1 Example',
    })
    const { staff } = await person.client.session()
    expect(staff).toMatchObject({ name: member.name, purposes: ['TREAT'], isOurs: true })
    expect(staff?.department.name).toBe('Cardiology, Riverside Hospital')
  })

  test('waits for a key whose digits were compared, and it is written down by whom', async () => {
    const { offer } = await toReview()
    const [event] = await world.hospital().store.audit.by(secretary.signer.did, { limit: 1 })
    expect(event?.act).toMatchObject({
      ...{ kind: 'verify', outcome: 'done', objects: [{ type: 'Task', id: offer }] },
    })
  })

  test('shows whoever approves what they sign', async () => {
    const { member } = await toReview()
    expect(member.digest).toBe(await staffDigest(member))
  })

  test.each([
    ['who imported and confirmed', () => secretary, () => secretary],
    ['who confirmed', () => approver, () => approver],
  ])('is refused of the one %s', async (_, confirming, approving) => {
    const { member } = await toReview(confirming())
    const approval = await approvalOf(approving(), member)
    await expect(approving().client.approveStaff(approval)).rejects.toMatchObject({
      ...{ code: 'approver_not_second', status: 403 },
    })
  })

  test('is refused of the one who imported, though another confirmed', async () => {
    const { member } = await toReview(approver)
    const approval = await approvalOf(secretary, member)
    const approved = secretary.client.approveStaff(approval)
    await expect(approved).rejects.toMatchObject({ code: 'approver_not_second' })
  })

  test('is refused of another digest, signer, department or time', async () => {
    const { member } = await toReview()
    const mismatch = { code: 'approval_mismatch', status: 422 }
    const wrong = await approvalOf(approver, { ...member, digest: 'x' })
    await expect(approver.client.approveStaff(wrong)).rejects.toMatchObject(mismatch)
    // Of the secretary, whom the approver hands in.
    const borrowed = await approvalOf(secretary, member)
    await expect(approver.client.approveStaff(borrowed)).rejects.toMatchObject(mismatch)
    const elsewhere = await signStaffApproval(
      {
        department: world.hospital().site.did,
        members: [{ id: member.id, digest: member.digest ?? '' }],
        issuedAt: world.clock.now(),
      },
      approver,
    )
    await expect(approver.client.approveStaff(elsewhere)).rejects.toMatchObject(mismatch)
    const old = await approvalOf(approver, member)
    world.advance(601)
    await expect(approver.client.approveStaff(old)).rejects.toMatchObject(mismatch)
    expect(await secretary.client.staffMember(member.id)).toMatchObject({ state: 'to_review' })
  })

  test('is refused where the key of the approver did not sign it', async () => {
    const { member } = await toReview()
    const [header, payload] = (await approvalOf(approver, member)).split('.')
    const stranger = await createPerson(world)
    const [, , signature] = (await approvalOf(stranger, member)).split('.')
    const forged = approver.client.approveStaff(`${header}.${payload}.${signature}`)
    await expect(forged).rejects.toMatchObject({ code: 'jws_signature_invalid' })
  })

  test('of several issues to none, if one of them is not as it was', async () => {
    const [one, other] = [await toReview(), await toReview()]
    const approval = await approvalOf(approver, one.member, { ...other.member, digest: 'x' })
    const approved = approver.client.approveStaff(approval)
    await expect(approved).rejects.toMatchObject({ code: 'approval_mismatch' })
    expect(await secretary.client.staffMember(one.member.id)).toMatchObject({ state: 'to_review' })
  })

  test('handed in again gives the same answer, and one role', async () => {
    const { member } = await toReview()
    const approval = await approvalOf(approver, member)
    const key = { idempotencyKey: 'a'.repeat(24) }
    const first = await approver.client.approveStaff(approval, key)
    expect(await approver.client.approveStaff(approval, key)).toEqual(first)
    const again = approver.client.approveStaff(approval)
    await expect(again).rejects.toMatchObject({ code: 'staff_state_wrong' })
  })
})

describe('a suspension', () => {
  test('is published before it is answered, and ends the session of whoever it is about', async () => {
    const { member, person } = await issued()
    const list = async (): Promise<string> => {
      const url = 'http://localhost:8080/riverside/cardiology/status/1'
      return (await world.handle(new Request(url), '192.0.2.9')).text()
    }
    await person.client.session()
    const before = await list()
    const suspended = await secretary.client.suspendStaff(member.id, 'under_review')
    expect(suspended).toMatchObject({ state: 'suspended', reason: 'under_review' })
    expect(await list()).not.toBe(before)
    const refused = { code: 'status_suspended', status: 422 }
    await expect(person.client.session()).rejects.toMatchObject(refused)
    await expect(person.client.session()).rejects.toMatchObject({ code: 'session_missing' })
    await expect(person.signIn()).rejects.toMatchObject(refused)
    const { store } = world.hospital()
    const [event] = await store.audit.by(person.signer.did, { limit: 1 })
    expect(event?.act).toMatchObject({ outcome: 'refused', code: 'status_suspended' })
    expect(await secretary.client.reinstateStaff(member.id)).toMatchObject({ state: 'issued' })
    await person.signIn()
    expect((await person.client.session()).staff?.name).toBe(member.name)
  })

  test('needs a code for a reason, and no prose', async () => {
    const { member } = await issued()
    const prose = secretary.client.suspendStaff(member.id, 'Drunk on duty')
    await expect(prose).rejects.toMatchObject({ code: 'request_malformed', place: '/reason' })
  })
})

describe('a revocation', () => {
  const orderOf = (member: StaffMember) => ({
    id: `urn:uuid:${crypto.randomUUID()}`,
    issuer: member.department,
    selection: { id: member.role?.id ?? '' },
    reason: 'left',
    expiresAt: epochSeconds(world.clock.now() + 86_400),
  })
  const evidenceOf = ({ credentials: [role = '', licence = ''], chain }: Person) => ({
    ...{ role, licence, chain },
  })

  test('needs two people, and then is for good', async () => {
    const { member, person } = await issued()
    const issuedAt = world.clock.now()
    const first = await signRevocationOrder(orderOf(member), { signer: secretary.signer, issuedAt })
    const proposed = await secretary.client.proposeRevocation({
      ...{ order: first, evidence: evidenceOf(secretary) },
    })
    expect(proposed).toMatchObject({
      state: 'proposed',
      staff: member.id,
      proposedBy: 'Dr 1 Example',
    })
    const alone = await approveRevocationOrder(first, { signer: secretary.signer, issuedAt })
    const twice = secretary.client.approveRevocation(proposed.id, {
      ...{ order: alone, evidence: evidenceOf(secretary) },
    })
    await expect(twice).rejects.toMatchObject({ code: 'revocation_signer_twice' })
    const second = await approveRevocationOrder(first, { signer: approver.signer, issuedAt })
    const submission = { order: second, evidence: evidenceOf(approver) }
    const done = await approver.client.approveRevocation(proposed.id, submission)
    expect(done).toMatchObject({ state: 'done', approvedBy: 'Dr 2 Example' })
    expect((await secretary.client.revocations()).items).toContainEqual(done)
    expect(await secretary.client.staffMember(member.id)).toMatchObject({ state: 'revoked' })
    await expect(person.client.session()).rejects.toMatchObject({ code: 'status_revoked' })
    const impact = await secretary.client.impactOfStaff(member.id)
    expect(impact).toMatchObject({ invalidFrom: issuedAt, more: false })
  })

  test('is handed in by whoever signed it', async () => {
    const { member } = await issued()
    const issuedAt = world.clock.now()
    const order = await signRevocationOrder(orderOf(member), { signer: secretary.signer, issuedAt })
    const borrowed = approver.client.proposeRevocation({ order, evidence: evidenceOf(secretary) })
    await expect(borrowed).rejects.toMatchObject({ code: 'not_permitted' })
  })
})

test('the chain of authority is that of the department', async () => {
  const { department, chain } = await secretary.client.authority()
  expect(department).toBe('did:web:localhost%3A8080:riverside:cardiology')
  expect(chain).toEqual(world.hospital().departments.get('cardiology')?.chain)
})
