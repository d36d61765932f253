import { proveReceived } from '@fidecura/consent'
import { signConfirmation, signEntry, verifyConfirmation } from '@fidecura/consent/entries'
import { evidenceDigestOf } from '@fidecura/consent/register'
import { digestOf } from '@fidecura/identity'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { trusting } from '../trusting.ts'
import { after, consentOf, createWorld, noon, record, type World } from './world.ts'

let world: World
let receipt: string
let token: string
beforeEach(async () => {
  world = await createWorld()
  token = await consentOf(world)
  receipt = await world.register.submit({ token, evidence: world.identity })
  world.now = after(100)
})

const prove = (more: Partial<Parameters<typeof proveReceived>[1]> = {}, of = token) => {
  const { verifier, registrar, now } = world
  const evidence = world.identity
  return proveReceived(of, {
    receipt,
    evidence,
    register: trusting(registrar),
    verifier,
    now,
    ...more,
  })
}

describe('proveReceived', () => {
  test('dates the token and everything that was shown with it', async () => {
    const proven = await prove()
    const jwt = world.identity.identity.split('~')[0] ?? ''
    expect(proven).toEqual([
      { existedBy: noon, digest: await digestOf(token) },
      { existedBy: noon, digest: await digestOf(jwt) },
    ])
  })

  test('refuses other evidence than that which was shown', async () => {
    const evidence = await world.identify(world.patient, record, { birthDate: '1970-01-01' })
    await expect(prove({ evidence })).rejects.toMatchObject({ code: 'receipt_mismatch' })
    const more = { ...world.identity, chain: ['another'] }
    await expect(prove({ evidence: more })).rejects.toMatchObject({ code: 'receipt_mismatch' })
  })

  test('refuses the receipt of another token, and of another register', async () => {
    const other = await consentOf(world, { id: 'urn:x:other' })
    await expect(prove({}, other)).rejects.toMatchObject({ code: 'receipt_mismatch' })
    const register = trusting(world.stranger)
    await expect(prove({ register })).rejects.toMatchObject({ code: 'register_wrong' })
  })

  test('refuses a receipt that says nothing of evidence', async () => {
    const stamp = await world.register.stamp(await digestOf(token))
    await expect(prove({ receipt: stamp })).rejects.toMatchObject({ code: 'receipt_mismatch' })
  })

  test('takes what was stamped with its evidence, for a confirmation', async () => {
    const bytes = new TextEncoder().encode('{}')
    const role = world.role.role
    const about = { id: 'urn:x:entry', record, role, mediaType: 'text/plain', issuedAt: world.now }
    const entry = await signEntry(bytes, { signer: world.doctor, ...about })
    const said = { bytes, verdict: 'confirmed', issuedAt: world.now } as const
    const confirmation = await signConfirmation(entry, { signer: world.patient, ...said })
    const evidence = world.identity
    const digest = await digestOf(confirmation)
    const shown = { evidence: await evidenceDigestOf(confirmation, evidence) }
    const stamp = await world.register.stamp(digest, shown)
    expect(await world.register.stamp(digest, shown)).not.toBe(await world.register.stamp(digest))
    const existedBy = await prove({ receipt: stamp }, confirmation)
    expect(existedBy).toHaveLength(2)
    const { verifier } = world
    await expect(
      verifyConfirmation(confirmation, { bytes, evidence, verifier, existedBy }),
    ).resolves.toMatchObject({ existedBy: after(100) })
    await expect(world.register.stamp(digest, { evidence: 'not a digest' })).rejects.toMatchObject({
      code: 'token_malformed',
    })
  })
})

describe('evidenceDigestOf', () => {
  test('depends on what is shown, and on no order, name or disclosure', async () => {
    const of = (evidence: object) => evidenceDigestOf('t', evidence)
    const whole = await of({ identity: 'a~x~', chain: ['b', 'c'] })
    expect(await of({ chain: ['c', 'b'], identity: 'a~y~z~' })).toBe(whole)
    expect(await of({ identity: 'a', chain: ['b'] })).not.toBe(whole)
    expect(await of({ identity: 'a', chain: ['b', 'c', 'd'] })).not.toBe(whole)
    expect(await of({ identity: 'ab', chain: ['c'] })).not.toBe(whole)
    expect(await evidenceDigestOf('u', { identity: 'a', chain: ['b', 'c'] })).not.toBe(whole)
    // A document holds that character anywhere.
    expect(await of({ identity: '{"a":"~1"}' })).not.toBe(await of({ identity: '{"a":"~2"}' }))
  })

  test.each([
    ['a number', { identity: 1 }],
    ['more pieces than there ever are', { chain: Array.from({ length: 513 }, (_, n) => `${n}`) }],
    ['deeper than it ever is', { a: { b: { c: { d: { e: { f: 'x' } } } } } }],
  ])('refuses %s', async (_, evidence) => {
    await expect(evidenceDigestOf('t', evidence)).rejects.toMatchObject({ code: 'token_malformed' })
  })
})
