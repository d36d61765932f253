import { comparisonDigits, thumbprintOf } from '@fidecura/identity'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { signStaffApproval } from '../src/client/index.ts'
import { read } from './consents.ts'
import { appoint, clerk, rowOf } from './staff.ts'
import { clientOf, createPerson, createWorld, origin, type Person, type World } from './world.ts'

let world: World
let secretary: Person
let doctor: Person
beforeAll(async () => {
  world = await createWorld()
  secretary = await appoint(world, '1', clerk)
  doctor = await appoint(world, '2')
})
afterAll(() => world.close())

const system = 'urn:oid:2.999.1.1'
const code = (expected: string) => ({ code: expected })

describe('a name', () => {
  test.each([
    ['turns the reading direction', 'Dr Ada \u202eelpmaxE'],
    ['breaks a line', 'Dr Ada\nExample'],
    ['has something that nobody sees', 'Dr\u200b Ada Example'],
  ])('that %s is taken in nowhere', async (_, name) => {
    const { results, imported } = await secretary.client.importStaff({
      rows: [rowOf('40', { name })],
    })
    expect([imported, results[0]?.errors]).toEqual([
      ...[0, [{ member: '/name', code: 'staff_row_invalid' }]],
    ])
    const record = { system, value: 'R-40' }
    const birthDate = '1958-03-14'
    const offered = secretary.client.offerAtDesk({ kind: 'patient', record, name, birthDate })
    await expect(offered).rejects.toMatchObject(code('request_malformed'))
    await expect(read(world, doctor, name)).rejects.toMatchObject(code('request_malformed'))
  })

  test('may be written as rarely as names are', async () => {
    const name = '葛\u{e0100}城 𠮷\u200cनमूना'
    const { results } = await secretary.client.previewStaff({ rows: [rowOf('41', { name })] })
    expect(results).toEqual([{ row: 0 }])
  })
})

describe('an approval', () => {
  test('that comes after the offer has gone issues nothing, and leaves the member to be sent back', async () => {
    const approver = await appoint(world, '3', clerk)
    const { results } = await secretary.client.importStaff({ rows: [rowOf('50')] })
    const id = results[0]?.id ?? ''
    const { offers } = await secretary.client.offerToStaff([id])
    const holder = await createPerson(world)
    await holder.signIn()
    const { id: offer, nonce } = await holder.client.claimOffer(offers[0]?.code ?? '')
    const thumbprint = await thumbprintOf(holder.signer.publicKey)
    await secretary.client.confirmOffer(offer, await comparisonDigits({ offer, nonce, thumbprint }))
    world.advance(31 * 86_400)
    for (const one of [secretary, doctor, approver]) await one.signIn()
    const member = await approver.client.staffMember(id)
    const { department, digest = '' } = member
    const approval = await signStaffApproval(
      { department, members: [{ id, digest }], issuedAt: world.clock.now() },
      { signer: approver.signer },
    )
    await expect(approver.client.approveStaff(approval)).rejects.toMatchObject(code('not_found'))
    const rejected = await approver.client.rejectStaff(id, 'wrong_details')
    expect(rejected).toMatchObject({ state: 'rejected' })
  })
})

describe('the trust bundle', () => {
  test('is made once for all who ask at the same time', async () => {
    world.advance(3600)
    const client = clientOf(world, { address: '198.51.100.9' })
    const answers = await Promise.all(Array.from({ length: 20 }, () => client.trustBundle()))
    expect(new Set(answers.map(({ bundle }) => bundle)).size).toBe(1)
  })
})

describe('the page of an app', () => {
  test('leads to hospitals that are there alone', async () => {
    const answer = (path: string) => {
      const request = new Request(origin)
      // As it may stand in a request, and as no URL is written.
      Object.defineProperty(request, 'url', { value: `${origin}${path}` })
      return world.handle(request, '192.0.2.9')
    }
    expect((await answer('/\\elsewhere.example/patient')).status).toBe(404)
    expect((await answer('/riverside/patient')).headers.get('location')).toBe('/riverside/patient/')
  })
})
