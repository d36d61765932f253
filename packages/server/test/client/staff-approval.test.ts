import { epochSeconds } from '@fidecura/base'
import { generateSigner, parseDid } from '@fidecura/identity'
import { signStaffApproval, staffDigest } from '@fidecura/server/client'
import { describe, expect, test } from '@jest/globals'
import { decodeStaffApproval } from '../../src/approval/staff-approval.ts'

const department = parseDid('did:web:hospital.example:riverside:cardiology')
const member = Object.freeze({
  id: 'm1',
  department,
  thumbprint: 't'.repeat(43),
  name: 'Dr Ada Example',
  registration: { system: 'urn:oid:2.999.1.2', value: '1' },
  profession: { system: 'http://snomed.info/sct', code: '309343006' },
  specialties: [],
  purposes: ['TREAT'],
  jurisdiction: 'CN',
  licensedUntil: '2027-12-31',
})
const issuedAt = epochSeconds(1_800_000_000)

describe('staffDigest', () => {
  test.each([
    ['name', 'Dr Eve Example'],
    ['registration', { system: 'urn:oid:2.999.1.2', value: '2' }],
    ['purposes', ['TREAT', 'HSYSADMIN']],
    ['thumbprint', 'u'.repeat(43)],
    ['department', parseDid('did:web:hospital.example:riverside:orthopaedics')],
    ['licensedUntil', '2099-12-31'],
    ['jurisdiction', 'DE'],
    ['profession', { system: 'http://snomed.info/sct', code: '1' }],
    ['specialties', [{ system: 'http://snomed.info/sct', code: '394579002' }]],
    ['id', 'm2'],
  ])('is another for another %s', async (name, value) => {
    expect(await staffDigest({ ...member, [name]: value })).not.toBe(await staffDigest(member))
  })

  test('is of nothing else that a member has', async () => {
    const more = { ...member, state: 'to_review', importedBy: 'Somebody' }
    expect(await staffDigest(more)).toBe(await staffDigest(member))
  })
})

describe('signStaffApproval', () => {
  test('signs ids and digests as the approver', async () => {
    const signer = await generateSigner()
    const members = [{ id: 'm1', digest: await staffDigest(member) }]
    const approval = decodeStaffApproval(
      await signStaffApproval({ department, members, issuedAt }, { signer }),
    )
    expect(approval).toMatchObject({ signer: signer.did, said: { department, members }, issuedAt })
  })

  test.each([
    ['nobody', []],
    [
      'one twice',
      [
        { id: 'm1', digest: 'a' },
        { id: 'm1', digest: 'b' },
      ],
    ],
    ['more than 500', Array.from({ length: 501 }, (_, n) => ({ id: `${n}`, digest: 'a' }))],
  ])('refuses to approve %s', async (_, members) => {
    const signer = await generateSigner()
    const call = signStaffApproval({ department, members, issuedAt }, { signer })
    await expect(call).rejects.toMatchObject({ code: 'approval_mismatch' })
  })
})
