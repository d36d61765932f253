import { epochSeconds } from '@fidecura/base'
import { personOf } from '@fidecura/credentials'
import { createCommonResolver, generateSigner, parseDid } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import { decodeAct, verifyAct } from '../src/approval/signed-act.ts'
import { staffApprovalKind } from '../src/approval/staff-approval.ts'
import { assertTwoPeople } from '../src/approval/two-people.ts'
import { signIncidentApproval } from '../src/incident/incident-approval.ts'
import { questionDigest } from '../src/incident/incident-question.ts'
import { signAdminOrder, verifyAdminOrder } from '../src/orders/admin-order.ts'

const now = epochSeconds(1_800_000_000)
const hospital = parseDid('did:web:hospital.example:riverside')
const hillview = parseDid('did:web:hillview.example')
const resolve = createCommonResolver({ fetch: () => Promise.reject(new TypeError('no network')) })
const signer = parseDid('did:key:zDnaenKuHbxMDky9hbM9WoY1Lq8MiLQWDgLqoVALnFLH5hFPF')
const there = (at: number) =>
  ({ site: { did: hospital }, directory: { resolve }, clock: () => epochSeconds(at) }) as never

/** Signed on 15 January 2027, before these had one form in common. */
const kept = {
  order: [
    'eyJhbGciOiJFUzI1NiIsImtpZCI6ImRpZDprZXk6ekRuYWVuS3VIYnhNRGt5OWhiTTlXb1kxTHE4TWlMUVdEZ0xxb1',
    'ZBTG5GTEg1aEZQRiN6RG5hZW5LdUhieE1Ea3k5aGJNOVdvWTFMcThNaUxRV0RnTHFvVkFMbkZMSDVoRlBGIiwidHlw',
    'IjoiZmlkZWN1cmEtYWRtaW4tb3JkZXIrand0In0.eyJ2ZXJzaW9uIjoidXJuOmZpZGVjdXJhOmFkbWluLW9yZGVyOj',
    'EiLCJpc3MiOiJkaWQ6a2V5OnpEbmFlbkt1SGJ4TURreTloYk05V29ZMUxxOE1pTFFXRGdMcW9WQUxuRkxINWhGUEYi',
    'LCJpYXQiOjE4MDAwMDAwMDAsIm9yZGVyIjp7ImlkIjoidXJuOnV1aWQ6MWYwYzVhNTItNmEzZS00YzhlLTlkM2UtMG',
    'E0YjVjNmQ3ZThmIiwiaG9zcGl0YWwiOiJkaWQ6d2ViOmhvc3BpdGFsLmV4YW1wbGU6cml2ZXJzaWRlIiwiYWN0Ijp7',
    'ImtpbmQiOiJyZW1vdmVfcGFydG5lciIsImRpZCI6ImRpZDp3ZWI6aGlsbHZpZXcuZXhhbXBsZSJ9LCJleHBpcmVzQX',
    'QiOjE4MDAwODY0MDB9fQ.AW1FekkdFCjxx1tqxa4BRhWCWwOzqKFqpQJ0MwP1ryrETbP-',
    '6_FOZUoWIAMAcPoz5S7XrtpNAI8VIKJoYv4jZg',
  ].join(''),
  incident: [
    'eyJhbGciOiJFUzI1NiIsImtpZCI6ImRpZDprZXk6ekRuYWVuS3VIYnhNRGt5OWhiTTlXb1kxTHE4TWlMUVdEZ0xxb1',
    'ZBTG5GTEg1aEZQRiN6RG5hZW5LdUhieE1Ea3k5aGJNOVdvWTFMcThNaUxRV0RnTHFvVkFMbkZMSDVoRlBGIiwidHlw',
    'IjoiZmlkZWN1cmEtaW5jaWRlbnQtYXBwcm92YWwrand0In0.eyJ2ZXJzaW9uIjoidXJuOmZpZGVjdXJhOmluY2lkZW',
    '50LWFwcHJvdmFsOjEiLCJpc3MiOiJkaWQ6a2V5OnpEbmFlbkt1SGJ4TURreTloYk05V29ZMUxxOE1pTFFXRGdMcW9W',
    'QUxuRkxINWhGUEYiLCJpYXQiOjE4MDAwMDAwMDAsInF1ZXN0aW9uIjoidnJncHdVQUZVa1hOcHZEMG1fUFVYd2hZbG',
    'RYLWpJd08tZzVPc3JrcnFsSSJ9.eRcKoXjR-AbyGZ9NYjd4q0NtS2aZUfD-',
    'rnB3q2SoSH5cZzroiJmK3xbhSXi6IKHaDKXU-lFBCxmWF9sGi6GLQQ',
  ].join(''),
  staff: [
    'eyJhbGciOiJFUzI1NiIsImtpZCI6ImRpZDprZXk6ekRuYWVuS3VIYnhNRGt5OWhiTTlXb1kxTHE4TWlMUVdEZ0xxb1',
    'ZBTG5GTEg1aEZQRiN6RG5hZW5LdUhieE1Ea3k5aGJNOVdvWTFMcThNaUxRV0RnTHFvVkFMbkZMSDVoRlBGIiwidHlw',
    'IjoiZmlkZWN1cmEtc3RhZmYtYXBwcm92YWwrand0In0.eyJ2ZXJzaW9uIjoidXJuOmZpZGVjdXJhOnN0YWZmLWFwcH',
    'JvdmFsOjEiLCJpc3MiOiJkaWQ6a2V5OnpEbmFlbkt1SGJ4TURreTloYk05V29ZMUxxOE1pTFFXRGdMcW9WQUxuRkxI',
    'NWhGUEYiLCJpYXQiOjE4MDAwMDAwMDAsImRlcGFydG1lbnQiOiJkaWQ6d2ViOmhvc3BpdGFsLmV4YW1wbGU6cml2ZX',
    'JzaWRlOmNhcmRpb2xvZ3kiLCJtZW1iZXJzIjpbeyJpZCI6Im0xIiwiZGlnZXN0IjoiYWFhYWFhYWFhYWFhYWFhYWFh',
    'YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYSJ9XX0.PD6NyCkt5eZ9e11ajG5E3XtM7A2gEd_sWRZOtPv152K__FOWI1',
    '8kxguAUfbUKsqXdN-Ppm2I0QNwVoKrhD_MVw',
  ].join(''),
}
const order = {
  id: 'urn:uuid:1f0c5a52-6a3e-4c8e-9d3e-0a4b5c6d7e8f',
  ...{ hospital, act: { kind: 'remove_partner', did: hillview } as const },
  expiresAt: epochSeconds(now + 86_400),
}
const question = {
  ...{ hospital, actor: hillview, from: epochSeconds(1_799_900_000), to: now },
}

describe('a signed act', () => {
  test('of an administrator counts as it was signed before', async () => {
    await expect(verifyAdminOrder(kept.order, there(now), signer)).resolves.toEqual(order)
  })

  test.each([
    ['ten minutes old', now + 600, 'approval_mismatch'],
    ['more than a minute of the future', now - 61, 'approval_mismatch'],
  ])('of an administrator is refused when it is %s', async (_, at, code) => {
    const verified = verifyAdminOrder(kept.order, there(at), signer)
    await expect(verified).rejects.toMatchObject({ code })
  })

  test('of the staff counts as it was signed before', async () => {
    const decoded = decodeAct(staffApprovalKind, kept.staff)
    await expect(verifyAct(staffApprovalKind, decoded, { resolve, now })).resolves.toMatchObject({
      ...{ signer, issuedAt: now },
      said: { department: `${hospital}:cardiology`, members: [{ id: 'm1' }] },
    })
  })

  test('is refused with the signature of another', async () => {
    const decoded = decodeAct(staffApprovalKind, kept.staff)
    const other = parseDid((await generateSigner()).did)
    const verified = verifyAct(staffApprovalKind, { ...decoded, signer: other }, { resolve, now })
    await expect(verified).rejects.toMatchObject({ code: expect.stringMatching(/^jws_|^did_/) })
  })

  test('says the same members in the same order as before', async () => {
    const own = await generateSigner()
    const options = { signer: own, issuedAt: now }
    const mine = { iss: own.did }
    const signedOrder = payloadOf(await signAdminOrder(order, options))
    expect(JSON.stringify(signedOrder)).toBe(JSON.stringify({ ...payloadOf(kept.order), ...mine }))
    const approval = payloadOf(await signIncidentApproval(question, options))
    expect(JSON.stringify(approval)).toBe(JSON.stringify({ ...payloadOf(kept.incident), ...mine }))
    expect(approval).toMatchObject({ question: await questionDigest(question) })
  })

  test.each([
    ['another version', { version: 'urn:fidecura:admin-order:2' }],
    ['no time', { iat: undefined }],
    ['part of a second', { iat: now + 0.5 }],
    ['more beside', { more: true }],
  ])('is not read with %s', async (_, change) => {
    const payload = { ...payloadOf(kept.staff), ...change }
    const [header] = kept.staff.split('.')
    const body = Buffer.from(JSON.stringify(payload)).toString('base64url')
    const token = `${header}.${body}.${kept.staff.split('.')[2]}`
    expect(() => decodeAct(staffApprovalKind, token)).toThrow(
      expect.objectContaining({ code: 'approval_mismatch' }),
    )
  })
})

describe('assertTwoPeople', () => {
  const both = async () => {
    const [one, other] = [await generateSigner(), await generateSigner()]
    return [
      {
        did: one.did,
        publicKey: one.publicKey,
        person: personOf({ system: 'urn:oid:2.999.1.2', value: '1' }),
      },
      {
        did: other.did,
        publicKey: other.publicKey,
        person: personOf({ system: 'urn:oid:2.999.1.2', value: '2' }),
      },
    ] as const
  }

  test('lets two people with a key each pass', async () => {
    const [one, other] = await both()
    await expect(assertTwoPeople(one, other)).resolves.toBeUndefined()
  })

  test.each(['person', 'publicKey', 'did'] as const)('refuses two of one %s', async (member) => {
    const [one, other] = await both()
    const same = { ...other, [member]: one[member] }
    await expect(assertTwoPeople(one, same)).rejects.toMatchObject({ code: 'approver_not_second' })
  })
})

function payloadOf(token: string): object {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as object
}
