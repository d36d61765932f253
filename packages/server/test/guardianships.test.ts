import { epochSeconds } from '@fidecura/base'
import { approveRevocationOrder, signRevocationOrder } from '@fidecura/credentials/switch'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { claim } from '../../../test/person.ts'
import { appoint, clerk, enrol, holding } from './staff.ts'
import { createPerson, createWorld, type Person, type World } from './world.ts'

let world: World
let desk: Person
let second: Person
let doctor: Person
let mother: Person
beforeAll(async () => {
  world = await createWorld()
  desk = await appoint(world, '1', clerk)
  second = await appoint(world, '3', clerk)
  doctor = await appoint(world, '2')
  mother = await enrol(world, desk, 'R-1')
})
afterAll(() => world.close())
beforeEach(() => world.advance(10))

const ward = { system: 'urn:oid:2.999.1.1', value: 'R-1' }

/** A guardian of the ward, named by two. */
async function named() {
  const { id, code } = await desk.client.offerAtDesk({
    ...{ kind: 'guardian', ward, name: 'Daughter Example', basis: 'agreed', validDays: 365 },
    powers: ['consent'],
  })
  const bare = await createPerson(world)
  await bare.signIn()
  await desk.client.confirmOffer(id, (await claim(bare, code)).digits)
  const { items } = await second.client.offers({ limit: 100 })
  const offered = items.find((offer) => offer.id === id)
  await second.client.approveOffer(id)
  const held = await bare.client.heldOffer(id)
  const [guardianship = '', ...identities] = held.credentials ?? []
  const guardian = await holding(world, bare, { ...held, credentials: [guardianship] })
  const list = (await desk.client.guardianships({ limit: 100 })).items
  const item = list.at(-1)
  if (item === undefined) throw new Error('Nothing is listed')
  return { guardian, item, offered, identities }
}

const evidenceOf = ({ credentials: [role = '', licence = ''], chain }: Person) => ({
  ...{ role, licence, chain },
})

const orderOf = (id: string, selection: object = { id }) => ({
  ...{ id: `urn:uuid:${crypto.randomUUID()}`, issuer: world.hospital().site.did },
  ...{ selection, reason: 'ended', expiresAt: epochSeconds(world.clock.now() + 86_400) },
})

const propose = async (id: string, by: Person, selection?: object) => {
  const options = { signer: by.signer, issuedAt: world.clock.now() }
  const order = await signRevocationOrder(orderOf(id, selection), options)
  return by.client.proposeGuardianEnd(id, { order, evidence: evidenceOf(by) })
}

const approve = async (id: string, order: string, by: Person, handedInBy = by) => {
  const options = { signer: by.signer, issuedAt: world.clock.now() }
  const signed = await approveRevocationOrder(order, options)
  return handedInBy.client.approveGuardianEnd(id, { order: signed, evidence: evidenceOf(by) })
}

test('a guardianship is shown to the second person before they approve, and listed afterwards', async () => {
  const { item, offered } = await named()
  const about = { ward, basis: 'agreed', powers: ['consent'] }
  expect(offered).toMatchObject({ state: 'confirmed', guardian: about })
  expect(item).toMatchObject({ ...about, name: 'Daughter Example', state: 'in_force' })
  const stranger = doctor.client.guardianships()
  await expect(stranger).rejects.toMatchObject({ code: 'not_permitted' })
})

test('a guardianship is ended by two people of the desk, at once, and the ward is told', async () => {
  const { guardian, item } = await named()
  const proposed = await propose(item.id, desk)
  expect(proposed).toMatchObject({ state: 'in_force', ending: { proposedBy: 'Dr 1 Example' } })
  expect(await guardian.client.session()).toBeDefined()
  const order = proposed.ending?.order ?? ''
  const alone = approve(item.id, order, desk)
  await expect(alone).rejects.toMatchObject({ code: 'revocation_signer_twice' })
  const ended = await approve(item.id, order, second)
  expect(ended).toMatchObject({ state: 'ended', ending: { approvedBy: 'Dr 3 Example' } })
  await expect(guardian.client.session()).rejects.toMatchObject({ code: 'status_revoked' })
  const { items } = await mother.client.myNotices()
  expect(items).toContainEqual(expect.objectContaining({ kind: 'guardian_ended' }))
  const [last] = await world.hospital().store.audit.about(ward, { limit: 1 })
  expect(last?.act).toMatchObject({ kind: 'revoke', actor: { did: second.signer.did } })
  expect(await approve(item.id, order, second)).toEqual(ended)
})

test('an order to end a guardianship is about this one alone', async () => {
  const { guardian, item } = await named()
  const other = await named()
  const refused = { code: 'not_permitted' }
  await expect(propose(item.id, desk, { everything: true })).rejects.toMatchObject(refused)
  await expect(propose(item.id, desk, { id: other.item.id })).rejects.toMatchObject(refused)
  const both = { id: item.id, type: 'urn:x' }
  await expect(propose(item.id, desk, both)).rejects.toMatchObject(refused)
  // The identity of the ward is one of the hospital's credentials, too.
  const [ofPatient = ''] = await patientCredentials()
  await expect(propose(ofPatient, desk)).rejects.toMatchObject({ code: 'not_found' })
  expect(await guardian.client.session()).toBeDefined()
})

/** Ids of the identities that the hospital has issued to the ward. */
async function patientCredentials(): Promise<readonly string[]> {
  const { store, site } = world.hospital()
  const issued = await store.issued.findAbout(site.did, mother.signer.did)
  return issued.map(({ id }) => id)
}

test('an order to end a guardianship is handed in by whoever signed it, of the desk', async () => {
  const { item } = await named()
  const options = { signer: desk.signer, issuedAt: world.clock.now() }
  const order = await signRevocationOrder(orderOf(item.id), options)
  const evidence = evidenceOf(desk)
  const borrowed = second.client.proposeGuardianEnd(item.id, { order, evidence })
  await expect(borrowed).rejects.toMatchObject({ code: 'not_permitted' })
  await expect(propose(item.id, doctor)).rejects.toMatchObject({ code: 'not_permitted' })
  const staffOnly = await appoint(world, '5', { purposes: ['HSYSADMIN'] })
  await expect(propose(item.id, staffOnly)).rejects.toMatchObject({ code: 'not_permitted' })
  const unproposed = approve(item.id, order, second)
  await expect(unproposed).rejects.toMatchObject({ code: 'not_found' })
  const proposed = await propose(item.id, desk)
  const lent = approve(item.id, proposed.ending?.order ?? '', second, desk)
  await expect(lent).rejects.toMatchObject({ code: 'not_permitted' })
})

test('an order to end a guardianship that nobody signs in time is over', async () => {
  const { item } = await named()
  const proposed = await propose(item.id, desk)
  world.advance(86_401)
  await Promise.all([desk.signIn(), second.signIn(), mother.signIn(), doctor.signIn()])
  const { items } = await desk.client.guardianships({ limit: 100 })
  expect(items.find(({ id }) => id === item.id)?.ending).toBeUndefined()
  const late = approve(item.id, proposed.ending?.order ?? '', second)
  await expect(late).rejects.toMatchObject({ code: 'revocation_order_expired' })
})
