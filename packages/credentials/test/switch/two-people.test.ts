import { epochSeconds } from '@fidecura/base'
import {
  createIssuer,
  createMemoryIssuedStore,
  type IssuedStore,
  type Issuer,
  type RevocationOrder,
  type RevocationSubmission,
} from '@fidecura/credentials'
import {
  approveRevocationOrder,
  createMemoryRevocationProposals,
  createTwoPeoplePolicy,
  type RevocationProposals,
  revocationOrderType,
  signRevocationOrder,
} from '@fidecura/credentials/switch'
import { generateSigner, type Signer, signJws } from '@fidecura/identity'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { type Clerk, createWorld, day, newId, type World } from '../recovery/world.ts'

const listUrl = 'https://hospital.example/status/9'
const badge = 'urn:example:badge:1'
const wen = 'did:example:wen'

let world: World
let issued: IssuedStore
let proposals: RevocationProposals
let issuer: Issuer
let target: string
let first: Clerk
let second: Clerk

beforeEach(async () => {
  world = await createWorld()
  issued = createMemoryIssuedStore()
  proposals = createMemoryRevocationProposals()
  issuer = newIssuer()
  ;[first, second] = world.clerks
  const contents = { type: badge, subject: wen, claims: {}, validFrom: world.now }
  const validUntil = epochSeconds(world.now + 30 * day)
  target = (await issuer.issue({ ...contents, validUntil }, { format: 'vc+jwt' })).id
})

function newIssuer(
  signer: Signer = world.hospital,
  more: Partial<Parameters<typeof createTwoPeoplePolicy>[0]> = {},
): Issuer {
  const { verifier } = world
  const terms = { verifier, organisations: [world.hospital.did], purpose: 'PATADMIN', proposals }
  const revocation = createTwoPeoplePolicy({ ...terms, ...more })
  return createIssuer({ signer, store: issued, clock: () => world.now, listUrl, revocation })
}

function order(more: Partial<RevocationOrder> = {}): RevocationOrder {
  return {
    id: 'urn:uuid:00000000-0000-4000-8000-0000000000aa',
    issuer: world.hospital.did,
    selection: { subject: wen },
    reason: 'left',
    invalidFrom: epochSeconds(world.now - 60),
    expected: 1,
    expiresAt: epochSeconds(world.now + day),
    ...more,
  }
}

async function sign(
  clerk: Clerk,
  more: Partial<RevocationOrder> = {},
  issuedAt = world.now,
): Promise<RevocationSubmission> {
  const token = await signRevocationOrder(order(more), { signer: clerk.signer, issuedAt })
  return { order: token, evidence: clerk.evidence }
}

async function approve({ order: token }: RevocationSubmission, clerk: Clerk) {
  const approval = await approveRevocationOrder(token, {
    signer: clerk.signer,
    issuedAt: world.now,
  })
  return { order: approval, evidence: clerk.evidence }
}

const valueNow = async () =>
  (await issued.select(world.hospital.did, { id: target }, { limit: 1 }))[0]?.value

/** Refused with this code, and nothing was revoked. */
async function refuses(act: () => Promise<unknown>, code: string): Promise<void> {
  await expect(act()).rejects.toMatchObject({ code })
  expect(await valueNow()).toBe('valid')
}

describe('a revocation by two people', () => {
  test('waits for the second, then is done once and says who ordered it', async () => {
    const proposal = await sign(first)
    const waiting = await issuer.proposeRevocation(proposal)
    expect(waiting.by).toMatchObject({ did: first.signer.did, at: world.now })
    expect(await issuer.proposeRevocation(proposal)).toEqual(waiting)
    expect(await valueNow()).toBe('valid')
    expect(await proposals.waiting(world.hospital.did, world.now, 10)).toHaveLength(1)
    const proposedAt = world.now
    world.now = epochSeconds(world.now + day - 1)
    const act = await issuer.approveRevocation(await approve(proposal, second))
    expect(act).toMatchObject({ kind: 'revoke', matched: 1, changed: 1, reason: 'left' })
    expect(act.orderedBy).toMatchObject({
      people: [
        { did: first.signer.did, at: proposedAt, order: proposal.order },
        { did: second.signer.did, at: world.now },
      ],
    })
    expect(await valueNow()).toBe('revoked')
    expect(await issuer.approveRevocation(await approve(proposal, second))).toEqual(act)
    expect(await issued.changesOf(listUrl)).toHaveLength(1)
  })

  test('forgets what the first has shown, once it is carried out, and is done no other time', async () => {
    const proposal = await sign(first)
    await issuer.proposeRevocation(proposal)
    const bodyOf = async () => (await proposals.find(world.hospital.did, order().id))?.body ?? ''
    const { role, licence } = first.evidence
    for (const shown of [role, licence]) expect(await bodyOf()).toContain(shown)
    const act = await issuer.approveRevocation(await approve(proposal, second))
    for (const shown of [role, licence, 'evidence']) expect(await bodyOf()).not.toContain(shown)
    // A retry, by the second alone: whoever was first counts no more.
    const retried = await issuer.approveRevocation(await approve(proposal, second))
    expect(retried).toEqual(act)
    await expect(issuer.approveRevocation(await approve(proposal, first))).rejects.toMatchObject({
      code: 'revocation_signer_twice',
    })
  })

  test('is not done because the store says that it was', async () => {
    const proposal = await sign(first)
    await issuer.proposeRevocation(proposal)
    const kept = JSON.parse((await proposals.find(world.hospital.did, order().id))?.body ?? '')
    const person = JSON.stringify([JSON.parse(kept.by.person)[0], 'somebody else'])
    const by = { ...kept.by, person, key: 'x', did: 'did:example:x' }
    const settled = { submission: { order: proposal.order }, by, carriedOut: true }
    await proposals.settle(world.hospital.did, order().id, JSON.stringify(settled))
    // With what the store says, one person would be two.
    const alone = await approve(proposal, first)
    await refuses(() => issuer.approveRevocation(alone), 'revocation_order_not_found')
  })

  test('forgets what the first has shown when it has expired', async () => {
    const proposal = await sign(first)
    await issuer.proposeRevocation(proposal)
    world.now = epochSeconds(world.now + day)
    const late = await approve(proposal, second)
    await refuses(() => issuer.approveRevocation(late), 'revocation_order_expired')
    expect(await proposals.find(world.hospital.did, order().id)).toBeUndefined()
  })

  test('forgets it when somebody proposes another, too', async () => {
    await issuer.proposeRevocation(await sign(first))
    world.now = epochSeconds(world.now + day)
    const id = 'urn:uuid:00000000-0000-4000-8000-0000000000bb'
    await issuer.proposeRevocation(await sign(first, { id }))
    expect(await proposals.find(world.hospital.did, order().id)).toBeUndefined()
    expect(await proposals.find(world.hospital.did, id)).toBeDefined()
  })

  test('needs nobody else to suspend', async () => {
    await issuer.suspend(target)
    expect(await valueNow()).toBe('suspended')
  })

  test.each([
    ['revoke', () => issuer.revoke(target)],
    ['revokeAll', () => issuer.revokeAll({ subject: wen })],
  ])('is not to be had from %s, with or without a policy', async (_, act) => {
    await refuses(act, 'revocation_needs_two_people')
    issuer = createIssuer({
      signer: world.hospital,
      store: issued,
      clock: () => world.now,
      listUrl,
    })
    await refuses(act, 'revocation_needs_two_people')
    const proposal = await sign(first)
    await refuses(() => issuer.proposeRevocation(proposal), 'revocation_needs_two_people')
    await refuses(() => issuer.approveRevocation(proposal), 'revocation_needs_two_people')
  })

  test('is not approved without a proposal', async () => {
    const signed = await sign(first)
    await refuses(() => issuer.approveRevocation(signed), 'revocation_order_not_found')
  })

  test('does not take one person twice: not with the same token, nor signed anew', async () => {
    const proposal = await sign(first)
    await issuer.proposeRevocation(proposal)
    await refuses(() => issuer.approveRevocation(proposal), 'revocation_signer_twice')
    const again = await approve(proposal, first)
    await refuses(() => issuer.approveRevocation(again), 'revocation_signer_twice')
  })

  test.each([
    ['the same', 'REG-SAME'],
    ['in lower case', 'reg-same'],
    ['with a space', 'REG-SAME '],
    ['with another hyphen', 'REG\u2010SAME'],
    ['in full width', '\uff32\uff25\uff27-SAME'],
    ['with what nobody sees', 'REG\u200b-SAME'],
  ])('does not take one person with two keys, two roles and one number, %s', async (_, again) => {
    const one = await world.employ({ registration: 'REG-SAME' })
    const other = await world.employ({ registration: again })
    const proposal = await sign(one)
    await issuer.proposeRevocation(proposal)
    const approval = await approve(proposal, other)
    await refuses(() => issuer.approveRevocation(approval), 'revocation_signer_twice')
  })

  test.each([
    ['a zero in front', '7', '07'],
    ['the digits of another script', '17', '\u0661\u0667'],
    ['zeros within', 'A-0007', 'A-7'],
  ])('does not take one person by %s of the number', async (_, number, again) => {
    const one = await world.employ({ registration: number })
    const other = await world.employ({ registration: again })
    const proposal = await sign(one)
    await issuer.proposeRevocation(proposal)
    const approval = await approve(proposal, other)
    await refuses(() => issuer.approveRevocation(approval), 'revocation_signer_twice')
  })

  test.each(['http://doctors.example', 'https://nurses.example'])(
    'does not take one person who has a number in %s, too',
    async (system) => {
      const one = await world.employ({ registration: 'R-1', system: 'https://doctors.example' })
      const other = await world.employ({ registration: 'R-2', system })
      const proposal = await sign(one)
      await issuer.proposeRevocation(proposal)
      const approval = await approve(proposal, other)
      await refuses(() => issuer.approveRevocation(approval), 'revocation_signer_twice')
    },
  )

  test('does not take one key with two numbers', async () => {
    const one = await world.employ({ registration: 'REG-A' })
    const other = await world.employ({ registration: 'REG-B', signer: one.signer })
    const proposal = await sign(one)
    await issuer.proposeRevocation(proposal)
    const approval = await approve(proposal, other)
    await refuses(() => issuer.approveRevocation(approval), 'revocation_signer_twice')
  })

  test.each([
    ['about somebody else', { selection: { subject: 'did:example:lin' } }],
    ['about more', { selection: { everything: true } as const }],
    ['for another reason', { reason: 'mistake' }],
    ['with another beginning', { invalidFrom: epochSeconds(1_700_000_000) }],
    ['of another number', { expected: 2 }],
    ['that waits longer', { expiresAt: epochSeconds(1_795_348_800 + 2 * day) }],
  ])('does not take an approval of an order %s', async (_, more) => {
    await issuer.proposeRevocation(await sign(first))
    const other = await sign(second, more)
    await refuses(() => issuer.approveRevocation(other), 'revocation_order_mismatch')
  })

  test('ends when it expires, exactly', async () => {
    const proposal = await sign(first)
    await issuer.proposeRevocation(proposal)
    world.now = epochSeconds(world.now + day)
    const approval = await approve(proposal, second)
    await refuses(() => issuer.approveRevocation(approval), 'revocation_order_expired')
    await refuses(() => issuer.proposeRevocation(approval), 'revocation_order_expired')
  })

  test.each([
    ['signed long ago', {}, -601],
    ['signed in the future', {}, 61],
    ['that would wait for more than seven days', { expiresAt: 8 * day }, 0],
    ['that reaches into the future', { invalidFrom: 1 }, 0],
  ])('does not propose an order %s', async (_, offsets, seconds) => {
    const more = Object.fromEntries(
      Object.entries(offsets).map(([name, offset]) => [name, epochSeconds(world.now + offset)]),
    )
    const late = await sign(first, more, epochSeconds(world.now + seconds))
    await refuses(() => issuer.proposeRevocation(late), 'revocation_order_time_wrong')
  })

  test('waits as long, and takes signatures as old, as it is told', async () => {
    const strict = newIssuer(world.hospital, { maxWaitSeconds: 3600, maxAgeSeconds: 30 })
    const long = await sign(first, { expiresAt: epochSeconds(world.now + 3661) })
    await refuses(() => strict.proposeRevocation(long), 'revocation_order_time_wrong')
    const expiresAt = epochSeconds(world.now + 3600)
    const old = await sign(first, { expiresAt }, epochSeconds(world.now - 31))
    await refuses(() => strict.proposeRevocation(old), 'revocation_order_time_wrong')
    const proposal = await sign(first, { expiresAt }, epochSeconds(world.now - 30))
    await strict.proposeRevocation(proposal)
    const approval = await approve(proposal, second)
    world.now = epochSeconds(world.now + 31)
    await refuses(() => strict.approveRevocation(approval), 'revocation_order_time_wrong')
    const patient = newIssuer(world.hospital, { maxWaitSeconds: 30 * day, maxAgeSeconds: day })
    const id = 'urn:uuid:00000000-0000-4000-8000-0000000000cc'
    const month = { id, expiresAt: epochSeconds(world.now + 30 * day) }
    const yesterday = await sign(first, month, epochSeconds(world.now - day))
    await expect(patient.proposeRevocation(yesterday)).resolves.toBeDefined()
  })

  test('does not take an approval signed long ago', async () => {
    const proposal = await sign(first)
    const approval = await approve(proposal, second)
    await issuer.proposeRevocation(proposal)
    world.now = epochSeconds(world.now + 601)
    await refuses(() => issuer.approveRevocation(approval), 'revocation_order_time_wrong')
  })

  test('is of the issuer that it names', async () => {
    const other = await sign(first, { issuer: world.court.did })
    await refuses(() => issuer.proposeRevocation(other), 'revocation_order_mismatch')
    await issuer.proposeRevocation(await sign(first))
    const approval = await sign(second, { issuer: world.court.did })
    await refuses(() => issuer.approveRevocation(approval), 'revocation_order_mismatch')
  })

  test('gives an id to one order, and to one proposer', async () => {
    await issuer.proposeRevocation(await sign(first))
    const other = await sign(first, { reason: 'mistake' })
    await refuses(() => issuer.proposeRevocation(other), 'revocation_order_reused')
    const rival = await sign(second)
    await refuses(() => issuer.proposeRevocation(rival), 'revocation_order_reused')
  })

  test.each([
    ['of another organisation', { organisation: 'court' }],
    ['without the purpose', { purposes: ['TREAT'] }],
    ['bound to another key', { holder: 'stranger' }],
  ])('takes nobody with a role %s', async (_, { organisation, holder, ...more }: Wrong) => {
    const clerk = await world.employ({
      ...more,
      ...(organisation === undefined ? {} : { organisation: world.court.did }),
      ...(holder === undefined ? {} : { holder: world.stranger }),
    })
    const proposal = await sign(first)
    await issuer.proposeRevocation(proposal)
    const approval = await approve(proposal, clerk)
    await refuses(() => issuer.approveRevocation(approval), 'revocation_signer_refused')
    const own = await sign(clerk, { id: newId() })
    await refuses(() => issuer.proposeRevocation(own), 'revocation_signer_refused')
  })

  test("takes nobody with a colleague's role", async () => {
    const proposal = await sign(first)
    await issuer.proposeRevocation(proposal)
    const { order: token } = await approve(proposal, first)
    const borrowed = { order: token, evidence: second.evidence }
    await refuses(() => issuer.approveRevocation(borrowed), 'revocation_signer_refused')
  })

  test.each([0, 1])('takes nobody whose role was suspended since: person %p', async (which) => {
    const proposal = await sign(first)
    await issuer.proposeRevocation(proposal)
    const roles = await world.issued.select(
      world.hospital.did,
      { subject: [first, second][which]?.signer.did ?? '' },
      { limit: 9 },
    )
    for (const { id } of roles) await world.issuer.suspend(id)
    world.now = epochSeconds(world.now + 2)
    const approval = await approve(proposal, second)
    await refuses(() => issuer.approveRevocation(approval), 'status_suspended')
  })

  test('believes nothing that the store was made to say', async () => {
    const forger = await generateSigner()
    const forged = await signRevocationOrder(order(), { signer: forger, issuedAt: world.now })
    const by = { did: first.signer.did, person: 'x', key: 'y', at: world.now }
    await proposals.keep({
      issuer: world.hospital.did,
      id: order().id,
      body: JSON.stringify({ submission: { order: forged, evidence: first.evidence }, by }),
      proposedAt: world.now,
      expiresAt: order().expiresAt,
    })
    const approval = await sign(second)
    await refuses(() => issuer.approveRevocation(approval), 'revocation_signer_refused')
  })

  test('takes no token of another type, of another version or with more in it', async () => {
    const { signer } = first
    const payload = {
      version: 'urn:fidecura:revocation-order:1',
      iss: signer.did,
      iat: world.now,
      order: order(),
    } as never as Record<string, never>
    const tokenOf = async (typ: string, more: object = {}) => ({
      order: await signJws({ ...payload, ...more }, { signer, typ }),
      evidence: first.evidence,
    })
    const other = await tokenOf('fidecura-recovery-approval+jwt')
    await refuses(() => issuer.proposeRevocation(other), 'jws_type_wrong')
    for (const more of [{ version: 'urn:fidecura:revocation-order:2' }, { force: true }]) {
      const odd = await tokenOf(revocationOrderType, more)
      await refuses(() => issuer.proposeRevocation(odd), 'revocation_order_malformed')
    }
    const empty = await tokenOf(revocationOrderType, { order: { ...order(), selection: {} } })
    await refuses(() => issuer.proposeRevocation(empty), 'revocation_order_malformed')
  })

  test('revokes nothing if others are meant by then than both have signed', async () => {
    const proposal = await sign(first, { expected: 2 })
    await issuer.proposeRevocation(proposal)
    const approval = await approve(proposal, second)
    await refuses(() => issuer.approveRevocation(approval), 'switch_count_changed')
  })

  test('is neither taken for done nor stopped because an act of its id was', async () => {
    const proposal = await sign(first)
    await issuer.proposeRevocation(proposal)
    await issuer.suspendAll({ subject: 'did:example:nobody' }, { id: order().id })
    const approval = await approve(proposal, second)
    const act = await issuer.approveRevocation(approval)
    expect(act).toMatchObject({ kind: 'revoke', changed: 1 })
    expect(await valueNow()).toBe('revoked')
  })
})

interface Wrong {
  readonly organisation?: string
  readonly purposes?: readonly string[]
  readonly holder?: string
}
