import { epochSeconds } from '@fidecura/base'
import { createVerifier, credentialTypes } from '@fidecura/credentials'
import { decodeJws, generateSigner, parseDid, signJws } from '@fidecura/identity'
import type { LoggedAct } from '@fidecura/monitor'
import type { KeptDocument } from '@fidecura/store'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { inviteFirst } from '../src/acts/invite-first.ts'
import {
  assertApplicable,
  changedSettings,
  type SettingsAct,
} from '../src/hospital/changed-settings.ts'
import type { AdminAct } from '../src/orders/admin-act.ts'
import { orders } from '../src/orders/kept-order.ts'
import { verifyWaitingOrder } from '../src/orders/verify-waiting-order.ts'
import {
  administration,
  administrator,
  createAdministered,
  orderOf,
  signed,
} from './administered.ts'
import { appoint, clerk, rowOf } from './staff.ts'
import { door, origin, type Person, type World } from './world.ts'

let world: Awaited<ReturnType<typeof createAdministered>>
let ada: Awaited<ReturnType<typeof administrator>>
let wen: typeof ada
beforeAll(async () => {
  world = await createAdministered()
  ada = await administrator(world, 'A-1')
  wen = await administrator(world, 'A-2')
})
afterAll(() => world.close())

const did = parseDid('did:key:zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv')
const newRoot = async (): Promise<AdminAct & { kind: 'add_root' }> => ({
  kind: 'add_root',
  root: {
    did: (await generateSigner()).did,
    types: ['urn:fidecura:credential:practitioner-licence:1'],
  },
})
const code = (expected: string) => ({ code: expected })

async function give(person: Person, act: AdminAct, more = {}) {
  const order = orderOf(world, act, more)
  const item = await person.client.giveOrder({ order: await signed(world, order, person) })
  return { order, item }
}
async function approve(person: Person, order: ReturnType<typeof orderOf>) {
  return person.client.approveOrder(order.id, { order: await signed(world, order, person) })
}
async function both(act: AdminAct) {
  const { order } = await give(ada, act)
  return approve(wen, order)
}
const roots = (of: World = world) => of.hospital().settings.roots.map((root) => root.did)

async function eventsOf(work: () => Promise<unknown>): Promise<readonly LoggedAct['act'][]> {
  const { audit } = world.hospital().store
  const last = (await audit.all({ limit: 1 }))[0]?.sequence ?? 0
  await work()
  const found = await audit.all({ limit: 1000 })
  return found.filter(({ sequence }) => sequence > last).map(({ act }) => act)
}

describe('administrators', () => {
  test('come to be as the settings name them, and no third on the word of whoever has the machine', async () => {
    const hospital = world.hospital()
    const row = (value: string) => rowOf(value, { purposes: ['HSYSADMIN'] })
    const named = await inviteFirst(hospital, { department: administration, row: row('A-1') })
    expect(named.code).toMatch(/\w/)
    await expect(
      inviteFirst(hospital, { department: administration, row: row('A-3') }),
    ).rejects.toMatchObject(code('administrator_not_named'))
    await inviteFirst(hospital, { department: 'cardiology', row: row('A-3') })
  })

  test.each([
    ['a clerk of another department', { department: 'cardiology' }],
    ['staff of theirs with another purpose', { purposes: ['PATADMIN'] }],
  ])('are not %s', async (_, more) => {
    const other = await administrator(world, 'A-9', more)
    await expect(give(other, await newRoot())).rejects.toMatchObject(code('not_permitted'))
    await expect(other.client.orders()).rejects.toMatchObject(code('not_permitted'))
    const { order } = await give(ada, await newRoot())
    await expect(approve(other, order)).rejects.toMatchObject(code('not_permitted'))
  })

  test('are nobody where the settings name no department', async () => {
    const hillside = await appoint(world, 'H-1', {
      ...clerk,
      tenant: 'hillside',
      department: 'telemedicine',
      specialties: [],
    })
    await expect(hillside.client.orders()).rejects.toMatchObject(code('not_permitted'))
  })
})

describe('an order that matters', () => {
  test('takes effect with the second signature, at once, in other processes, and after a restart', async () => {
    const other = await world.reopen()
    const act = await newRoot()
    let given: Awaited<ReturnType<typeof give>> | undefined
    const events = await eventsOf(async () => {
      given = await give(ada, act)
      expect(given.item).toMatchObject({ state: 'proposed', proposedBy: 'Ada A-1 Example' })
      expect(roots()).not.toContain(act.root.did)
      expect(await approve(wen, given.order)).toMatchObject({
        ...{ state: 'done', approvedBy: 'Ada A-2 Example', kind: 'add_root' },
      })
    })
    expect(roots()).toContain(act.root.did)
    const id = given?.order.id
    expect(
      events.map(({ kind, actor, objects, outcome }) => [kind, actor?.did, objects, outcome]),
    ).toEqual([
      ['update', wen.signer.did, [{ type: 'Task', id }], 'done'],
      ['create', ada.signer.did, [{ type: 'Task', id }], 'done'],
    ])
    const asked = await administrator(other, 'A-1')
    world.clock.advance(2)
    expect((await asked.client.orders()).items.at(-1)).toMatchObject({ id, state: 'done' })
    expect(roots(other)).toContain(act.root.did)
    expect(roots(await world.reopen())).toContain(act.root.did)
    const removed = await both({ kind: 'remove_root', did: act.root.did })
    expect(removed.state).toBe('done')
    expect(roots()).not.toContain(act.root.did)
  })

  test('changes partners and the rules that decide', async () => {
    const partner = {
      did,
      name: 'Hillview',
      register: did,
      app: 'https://hillview.example/app',
    } as const
    await both({
      kind: 'add_partner',
      partner,
    })
    expect(world.hospital().settings.partners.some((each) => each.did === did)).toBe(true)
    await both({ kind: 'remove_partner', did })
    expect(world.hospital().settings.partners.some((each) => each.did === did)).toBe(false)
    const before = world.hospital().settings.jurisdiction
    const other = before === 'opt_in' ? 'china' : 'opt_in'
    const { jurisdiction: rules } = world.hospital()
    await both({ kind: 'set_jurisdiction', jurisdiction: other })
    expect(world.hospital().settings.jurisdiction).toBe(other)
    expect(world.hospital().jurisdiction).not.toBe(rules)
    // What was done before is judged by what held before, after a restart, too.
    const now = world.clock.now()
    for (const { jurisdictionAt } of [world.hospital(), (await world.reopen()).hospital()]) {
      expect(jurisdictionAt(epochSeconds(now - 1))).toBe(rules)
      expect(jurisdictionAt(now)).not.toBe(rules)
    }
    await both({ kind: 'set_jurisdiction', jurisdiction: before })
  })

  test('accredits the very key that was named', async () => {
    const before = world.hospital().departments.get('cardiology')
    const { thumbprint = '', chain = [] } = before ?? {}
    const act = { kind: 'accredit_department', department: 'cardiology' } as const
    const other = 'A'.repeat(43)
    await expect(give(ada, { ...act, thumbprint: other })).rejects.toMatchObject(
      code('order_inapplicable'),
    )
    await both({ ...act, thumbprint })
    const after = world.hospital().departments.get('cardiology')
    expect(after?.chain.slice(0, -1)).toEqual(chain.slice(0, -1))
    expect(after?.chain.at(-1)).not.toBe(chain.at(-1))
    const clerkThere = await appoint(world, 'C-1', clerk)
    expect((await clerkThere.client.session()).staff?.isOurs).toBe(true)
  })

  test('is carried out once, and given once', async () => {
    const { order, item } = await give(ada, await newRoot())
    const token = item.order
    expect(await ada.client.giveOrder({ order: token })).toEqual(item)
    await expect(
      ada.client.giveOrder({
        order: await signed(world, { ...order, expiresAt: epochSeconds(order.expiresAt - 1) }, ada),
      }),
    ).rejects.toMatchObject(code('order_state_wrong'))
    await approve(wen, order)
    await expect(approve(wen, order)).rejects.toMatchObject(code('order_state_wrong'))
  })

  test('is not signed twice by one person, whatever keys they have', async () => {
    const { order } = await give(ada, await newRoot())
    const again = await administrator(world, 'A-1')
    expect(again.signer.did).not.toBe(ada.signer.did)
    await expect(approve(again, order)).rejects.toMatchObject(code('approver_not_second'))
  })

  test('is not signed twice by one key, whoever is said to have it', async () => {
    const { order } = await give(ada, await newRoot())
    const same = await administrator(world, 'A-7', { signer: ada.signer })
    await expect(approve(same, order)).rejects.toMatchObject(code('approver_not_second'))
  })

  test('is approved as it was given, to the last member', async () => {
    const { order } = await give(ada, await newRoot())
    const other = { ...order, act: await newRoot() }
    await expect(approve(wen, other)).rejects.toMatchObject(code('approval_mismatch'))
    const later = { ...order, expiresAt: epochSeconds(order.expiresAt + 1) }
    await expect(approve(wen, later)).rejects.toMatchObject(code('approval_mismatch'))
  })

  test('ends when it says so, and nobody says further than a week', async () => {
    const now = world.clock.now()
    const week = epochSeconds(now + 8 * 86_400)
    await expect(give(ada, await newRoot(), { expiresAt: week })).rejects.toMatchObject(
      code('order_expired'),
    )
    const { order } = await give(ada, await newRoot(), { expiresAt: epochSeconds(now + 60) })
    world.clock.advance(60)
    await expect(approve(wen, order)).rejects.toMatchObject(code('order_expired'))
    const { items } = await wen.client.orders()
    expect(items.find(({ id }) => id === order.id)?.state).toBe('expired')
  })

  test('is not given by who writes into the store in the name of another', async () => {
    const { documents } = world.hospital().store
    const now = world.clock.now()
    const { order: own } = await give(ada, await newRoot())
    const kept = await documents.find(orders.name, own.id, now)
    const { item, first } = orders.bodyOf(kept as KeptDocument)
    // What Ada has once shown lies there; her key does not.
    const order = orderOf(world, await newRoot())
    const { did: name, keyId } = ada.signer
    const thief = { ...ada, signer: { ...(await generateSigner()), did: name, keyId } }
    const forged = { ...item, id: order.id, order: await signed(world, order, thief) }
    const insert = orders.of(order.id, { item: forged, ...(first && { first }) })
    await documents.write([{ insert }], now)
    await expect(approve(wen, order)).rejects.toMatchObject(code('jws_signature_invalid'))
    expect(roots()).not.toContain((order.act as { root: { did: string } }).root.did)
  })

  test('is proven to whoever signs second by its signature, and by the role of the first', async () => {
    const { order, item } = await give(ada, await newRoot())
    const { site, verifier, directory, clock } = world.hospital()
    const call = { hospital: site.did, verifier, resolve: directory.resolve, clock }
    const proven = await verifyWaitingOrder(item, call)
    expect(proven).toMatchObject({ order, signer: ada.signer.did, name: 'Ada A-1 Example' })
    const [listed] = (await wen.client.orders()).items.filter(({ id }) => id === order.id)
    expect(await verifyWaitingOrder(listed ?? item, call)).toEqual(proven)
    // Whatever the service says of it: what another has signed is not what the first has shown.
    const byWen = await signed(world, order, wen)
    const { evidence: _, ...unproven } = item
    for (const wrong of [{ ...item, order: byWen }, unproven]) {
      await expect(verifyWaitingOrder(wrong, call)).rejects.toMatchObject(code('approval_mismatch'))
    }
    const { did: name, keyId } = ada.signer
    const thief = { ...ada, signer: { ...(await generateSigner()), did: name, keyId } }
    const forged = { ...item, order: await signed(world, order, thief) }
    await expect(verifyWaitingOrder(forged, call)).rejects.toMatchObject(
      code('jws_signature_invalid'),
    )
    const hospital = world.hospital('hillside').site.did
    await expect(verifyWaitingOrder(item, { ...call, hospital })).rejects.toMatchObject(
      code('approval_mismatch'),
    )
    const untrusted = createVerifier({
      ...call,
      roots: [],
      status: directory.statusFor(`${origin}/riverside`),
    })
    await expect(verifyWaitingOrder(item, { ...call, verifier: untrusted })).rejects.toMatchObject(
      code('credential_issuer_untrusted'),
    )
  })

  test('is ended by any of them, and then nobody carries it out', async () => {
    const { order } = await give(ada, await newRoot())
    expect(await wen.client.declineOrder(order.id)).toMatchObject({
      ...{ state: 'declined', declinedBy: 'Ada A-2 Example' },
    })
    await expect(approve(wen, order)).rejects.toMatchObject(code('order_state_wrong'))
    await expect(ada.client.declineOrder(order.id)).rejects.toMatchObject(code('order_state_wrong'))
    const { items } = await ada.client.orders()
    const listed = items.find(({ id }) => id === order.id)
    expect(listed?.state).toBe('declined')
    expect(listed?.evidence).toBeUndefined()
    expect(roots()).not.toContain((order.act as { root: { did: string } }).root.did)
    const clerkThere = await appoint(world, 'C-2', clerk)
    const { order: next } = await give(ada, await newRoot())
    await expect(clerkThere.client.declineOrder(next.id)).rejects.toMatchObject(
      code('not_permitted'),
    )
    await expect(wen.client.declineOrder('urn:uuid:0')).rejects.toMatchObject(code('not_found'))
    expect((await approve(wen, next)).state).toBe('done')
  })

  test('falls with the role of whoever gave it', async () => {
    const eve = await administrator(world, 'A-5')
    const { order } = await give(eve, await newRoot())
    const site = world.hospital().departments.get(administration)
    await site?.issuer(world.hospital().store).suspend(eve.role, { reason: 'under_review' })
    await site?.publisher.refresh()
    world.clock.advance(61)
    await expect(approve(wen, order)).rejects.toMatchObject(code('status_suspended'))
    expect(roots()).not.toContain((order.act as { root: { did: string } }).root.did)
  })
})

describe('an order is refused that', () => {
  test('somebody else has signed', async () => {
    const order = await signed(world, orderOf(world, await newRoot()), wen)
    await expect(ada.client.giveOrder({ order })).rejects.toMatchObject(code('approval_mismatch'))
  })

  test('is of another hospital', async () => {
    const hospital = world.hospital('hillside').site.did
    await expect(give(ada, await newRoot(), { hospital })).rejects.toMatchObject(
      code('approval_mismatch'),
    )
  })

  test('was signed long ago', async () => {
    const order = await signed(world, orderOf(world, await newRoot()), ada)
    world.clock.advance(601)
    await ada.signIn()
    await expect(ada.client.giveOrder({ order })).rejects.toMatchObject(code('approval_mismatch'))
    await wen.signIn()
  })

  test('was signed as something else', async () => {
    const payload = {
      ...{ version: 'urn:fidecura:admin-order:1', iss: ada.signer.did, iat: world.clock.now() },
      order: { ...orderOf(world, await newRoot()) },
    }
    const order = await signJws(payload as never, { signer: ada.signer, typ: 'other+jwt' })
    await expect(ada.client.giveOrder({ order })).rejects.toMatchObject(code('jws_type_wrong'))
  })

  test('another key has signed in the name of whoever is signed in', async () => {
    const thief = await generateSigner()
    const { did: name, keyId } = ada.signer
    const forged = { ...thief, did: name, keyId }
    const order = await signed(world, orderOf(world, await newRoot()), { ...ada, signer: forged })
    await expect(ada.client.giveOrder({ order })).rejects.toMatchObject(
      code('jws_signature_invalid'),
    )
  })

  test.each<[string, AdminAct, string]>([
    ['takes a root away that is not there', { kind: 'remove_root', did }, '/did'],
    ['takes a partner away that is not there', { kind: 'remove_partner', did }, '/did'],
    [
      'names a platform where there is no signing in',
      { kind: 'remove_platform', id: 'clinic' },
      '/id',
    ],
    ['confirms what was not put back', { kind: 'confirm_restore', at: 1 }, '/at'],
    [
      'accredits no department',
      { kind: 'accredit_department', department: 'nowhere', thumbprint: 'A'.repeat(43) },
      '/department',
    ],
  ])('%s', async (_, act, place) => {
    await expect(give(ada, act)).rejects.toMatchObject({ code: 'order_inapplicable', place })
  })

  test('takes away the root by which its own administrators count', async () => {
    const [own] = roots()
    await give(ada, await newRoot()).then(({ order }) => approve(wen, order))
    await expect(give(ada, { kind: 'remove_root', did: own as never })).rejects.toMatchObject(
      code('order_inapplicable'),
    )
  })

  test('says what no order says', async () => {
    const more = { ...(await newRoot()), also: 'this' } as unknown as AdminAct
    const payload = {
      ...{ version: 'urn:fidecura:admin-order:1', iss: ada.signer.did, iat: world.clock.now() },
      order: { ...orderOf(world, more) },
    }
    const order = await signJws(payload as never, {
      signer: ada.signer,
      typ: 'fidecura-admin-order+jwt',
    })
    await expect(ada.client.giveOrder({ order })).rejects.toMatchObject(code('order_malformed'))
  })
})

describe('an order of one', () => {
  test('signs somebody out at once, and nobody else', async () => {
    const doctor = await appoint(world, 'D-1')
    const other = await appoint(world, 'D-2')
    await doctor.client.session()
    const { item } = await give(ada, { kind: 'end_sessions', did: doctor.signer.did })
    expect(item.state).toBe('done')
    await expect(doctor.client.session()).rejects.toMatchObject(code('session_missing'))
    await other.client.session()
  })

  test('signs somebody out however often they are signed in', async () => {
    const { documents } = world.hospital().store
    const subject = (await generateSigner()).did
    const now = world.clock.now()
    const insert = (n: number) => ({ kind: 'session', id: `s-${n}`, subject, body: {} })
    for (let from = 0; from < 450; from += 150) {
      const some = Array.from({ length: 150 }, (_, n) => ({ insert: insert(from + n) }))
      expect(await documents.write(some, now)).toBe(true)
    }
    await give(ada, { kind: 'end_sessions', did: subject })
    expect(await documents.list('session', { subject, limit: 1, now })).toEqual([])
  })

  test('takes a backup where the settings of the service say, and else none', async () => {
    await expect(give(ada, { kind: 'take_backup' })).rejects.toMatchObject(code('not_configured'))
  })
})

describe('settings that orders have changed', () => {
  const platform = (id: string) => ({
    ...{ id, name: `Clinic ${id}`, redirectUris: ['https://clinic.example/signed-in'] },
    scopes: ['patient'] as const,
  })
  const withPlatforms = () => ({
    ...world.hospital().settings,
    signIn: {
      ...{ origin: 'https://sign-in.example', listen: '127.0.0.1:8490' },
      platforms: [platform('one')],
    },
  })
  const idsOf = (changes: Parameters<typeof changedSettings>[1]) =>
    changedSettings(withPlatforms(), changes).signIn?.platforms.map(({ id }) => id)

  test('name other platforms, in the order in which they were ordered', () => {
    const add = { kind: 'add_platform', platform: platform('two') } as const
    const remove = { kind: 'remove_platform', id: 'one' } as const
    expect(idsOf([])).toEqual(['one'])
    expect(idsOf([add])).toEqual(['one', 'two'])
    expect(idsOf([add, remove])).toEqual(['two'])
    expect(idsOf([add, remove, { ...add, platform: platform('one') }])).toEqual(['two', 'one'])
  })

  test('are refused where nobody could sign in any more, or two platforms have one name', () => {
    expect(() => idsOf([{ kind: 'remove_platform', id: 'one' }])).toThrow(
      expect.objectContaining(code('settings_malformed')),
    )
    const same = { ...platform('two'), name: platform('one').name }
    expect(() => idsOf([{ kind: 'add_platform', platform: same }])).toThrow(
      expect.objectContaining(code('settings_malformed')),
    )
  })

  test('keep the addresses on this machine that whoever opened an example has named, and no other', async () => {
    const here = 'http://127.0.0.1:8080'
    const signIn = { ...withPlatforms().signIn, origin: here }
    const own = { ...withPlatforms(), signIn, wallet: { origins: [here] } }
    const add = { kind: 'add_platform', platform: platform('two') } as const
    expect(changedSettings(own, [add], door).signIn?.platforms).toHaveLength(2)
    for (const [settings, opened] of [
      [own, {}],
      [{ ...own, signIn: { ...signIn, origin: 'http://127.0.0.1:8081' } }, door],
      [{ ...own, wallet: { origins: ['http://127.0.0.1:8081'] } }, door],
    ] as const) {
      expect(() => changedSettings(settings, [add], opened)).toThrow(
        expect.objectContaining(code('settings_malformed')),
      )
    }
    const example = await createAdministered(undefined, undefined, {
      signIn: { riverside: signIn },
      wallet: { riverside: own.wallet },
    })
    try {
      const [first, second] = [
        await administrator(example, 'A-1'),
        await administrator(example, 'A-2'),
      ]
      const order = orderOf(example, add)
      await first.client.giveOrder({ order: await signed(example, order, first) })
      await second.client.approveOrder(order.id, { order: await signed(example, order, second) })
      for (const { hospital } of [example, await example.reopen()]) {
        expect(hospital().settings.signIn?.platforms.map(({ id }) => id)).toEqual(['one', 'two'])
      }
    } finally {
      await example.close()
    }
  })

  test.each<[SettingsAct, string | undefined]>([
    [{ kind: 'add_platform', platform: platform('two') }, undefined],
    [{ kind: 'add_platform', platform: platform('one') }, '/platform/id'],
    [{ kind: 'remove_platform', id: 'two' }, '/id'],
    [{ kind: 'remove_platform', id: 'one' }, '/id'],
  ])('are looked at before anybody signs a second time: %j', (act, place) => {
    const look = () => assertApplicable(withPlatforms(), act, undefined)
    if (place === undefined) expect(look).not.toThrow()
    else expect(look).toThrow(expect.objectContaining({ code: 'order_inapplicable', place }))
  })

  test('are believed only as the hospital has signed them', async () => {
    const { documents } = world.hospital().store
    const thief = await generateSigner()
    const payload = {
      ...{
        version: 'urn:fidecura:settings-changes:1',
        iss: world.hospital().site.did,
        iat: world.clock.now(),
      },
      changes: [await newRoot()],
    }
    const { keyId, did: own } = world.hospital().site.signer
    const token = await signJws(payload as never, {
      signer: { ...thief, keyId, did: own },
      typ: 'fidecura-settings-changes+jwt',
    })
    const kind = 'settings_changes'
    const now = world.clock.now()
    const kept = await documents.find(kind, 'newest', now)
    const replace = { kind, id: 'newest', body: { token } }
    await documents.write([{ replace, version: kept?.version ?? 0 }], now)
    world.clock.advance(2)
    await expect(ada.client.orders()).rejects.toMatchObject(code('settings_malformed'))
    await expect(world.reopen()).rejects.toMatchObject(code('settings_malformed'))
    const back = { kind, id: 'newest', body: kept?.body ?? {} }
    await documents.write([{ replace: back, version: (kept?.version ?? 0) + 1 }], now)
    world.clock.advance(2)
    await ada.signIn()
    await ada.client.orders()
  })
})

describe('a hospital that was put back from a backup', () => {
  test('goes on once two administrators have confirmed it', async () => {
    const { documents } = world.hospital().store
    const fetchThere = (path: string) => world.handle(new Request(`${origin}${path}`), '192.0.2.1')
    const { holdRestored } = await import('../src/hospital/kept-changes.ts')
    const clerkThere = await appoint(world, 'R-9', clerk)
    await holdRestored(documents, 1_700_000_000, world.clock.now)
    world.clock.advance(2)
    await ada.signIn()
    await wen.signIn()
    await expect(clerkThere.client.revocations()).rejects.toMatchObject(code('restore_unconfirmed'))
    await expect(give(ada, { kind: 'confirm_restore', at: 1 })).rejects.toMatchObject(
      code('order_inapplicable'),
    )
    const nonce = new Request(`${origin}/riverside/openid/nonce`, { method: 'POST' })
    const openId = await world.handle(nonce, '192.0.2.1')
    expect(await openId.json()).toMatchObject({ code: 'restore_unconfirmed', status: 503 })
    // Its lists would know nothing of who was suspended since, and neither does what is made of them.
    const list = '/riverside/status/1'
    for (const path of [list, `${list}/history`, '/riverside/api/v1/trust-bundle']) {
      const answer = await fetchThere(path)
      expect([path, answer.status]).toEqual([path, 503])
      expect(await answer.json()).toMatchObject({ code: 'restore_unconfirmed' })
    }
    expect((await fetchThere('/riverside/did.json')).status).toBe(200)
    const { order } = await give(ada, { kind: 'confirm_restore', at: 1_700_000_000 })
    await expect(clerkThere.client.revocations()).rejects.toMatchObject(code('restore_unconfirmed'))
    await approve(wen, order)
    expect((await clerkThere.client.revocations()).items).toEqual([])
    expect((await fetchThere(list)).status).toBe(200)
  })

  test('is believed by no hospital of the same process, and in no bundle of theirs', async () => {
    const { changes, clock, store } = world.hospital()
    const hillside = world.hospital('hillside')
    const bundled = async () => {
      const { payload } = decodeJws(await hillside.trustBundle(), { maxBytes: 4_194_304 })
      return new TextDecoder().decode(payload).includes(`${origin}/riverside/status/1`)
    }
    const { roleToken: role, shown } = ada
    const call = { types: [credentialTypes.practitionerRole], ...shown }
    await hillside.verifier.verifyCredential(role, call)
    expect(await bundled()).toBe(true)
    const { holdRestored } = await import('../src/hospital/kept-changes.ts')
    await holdRestored(store.documents, 1_700_000_001, clock)
    // Longer than anybody keeps a list.
    world.clock.advance(60)
    expect(await bundled()).toBe(false)
    await expect(hillside.verifier.verifyCredential(role, call)).rejects.toMatchObject({
      ...{ code: 'restore_unconfirmed', outcome: 'unknown' },
    })
    // Its own people confirm it, and by its lists they sign in.
    await ada.signIn()
    await wen.signIn()
    await both({ kind: 'confirm_restore', at: 1_700_000_001 })
    expect(changes.restoredAt()).toBeUndefined()
    await hillside.verifier.verifyCredential(role, call)
    world.clock.advance(30)
    expect(await bundled()).toBe(true)
  })
})
