import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { examplePatient } from '../src/example/example-people.ts'
import { laboratory, present } from './consents.ts'
import { holding } from './staff.ts'
import { createPerson, createWorld, type World } from './world.ts'

let world: World
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world.close())

const codeIn = (link: string): string => new URL(link).hash.slice('#offer='.length)

async function come(link: string, tenant: string) {
  const bare = await createPerson(world, { tenant })
  await bare.signIn()
  const { id } = await bare.client.claimOffer(codeIn(link))
  return holding(world, bare, await bare.client.heldOffer(id), tenant)
}

describe('inviting the people of the example', () => {
  test('lets each in as who they are, once', async () => {
    const invitations = await world.example.invite()
    expect(invitations.map(({ part }) => part)).toEqual([
      ...['secretary', 'approver', 'doctor', 'wallet_doctor', 'remote_doctor'],
      ...['administrator', 'second_administrator'],
    ])
    const people = []
    for (const { link, hospital } of invitations) people.push(await come(link, hospital))
    const staff = await Promise.all(
      people.map(async ({ client }) => (await client.session()).staff),
    )
    expect(staff.map((each) => [each?.name, each?.purposes.join()])).toEqual([
      ['Sam Example', 'HSYSADMIN,PATADMIN'],
      ['Alex Example', 'HSYSADMIN,PATADMIN'],
      ['Dr Ada Example', 'TREAT,BTG'],
      ['Dr Wen Example', 'TREAT,BTG'],
      ['Dr Theo Example', 'TREAT'],
      ['Robin Example', 'HSYSADMIN'],
      ['Kim Example', 'HSYSADMIN'],
    ])
    expect(staff.map((each) => each?.administers)).toEqual([
      ...[false, false, false, false, false, true, true],
    ])
    expect(invitations.filter(({ link }) => link.includes('/patient/#offer=')).length).toBe(1)
    expect(await world.example.invite()).toEqual([])
    const again = come(invitations[0]?.link ?? '', 'riverside')
    await expect(again).rejects.toMatchObject({ code: 'offer_code_wrong' })
  })

  test('prints new links for those who have not come, and the older ones lead nowhere', async () => {
    const [first] = await world.example.invite()
    const [second] = await world.example.invite()
    const late = come(first?.link ?? '', 'riverside')
    await expect(late).rejects.toMatchObject({ code: 'offer_code_wrong' })
    expect((await (await come(second?.link ?? '', 'riverside')).client.session()).staff?.name).toBe(
      'Sam Example',
    )
  })

  test('says of each that whoever runs the service let them in', async () => {
    await world.example.invite()
    const { items } = await (
      await come((await world.example.invite())[0]?.link ?? '', 'riverside')
    ).client.staff()
    expect(items.find(({ name }) => name === 'Sam Example')).toMatchObject({
      ...{ state: 'issued', importedBy: 'Operator', approvedBy: 'Operator' },
    })
  })

  test('has a record with something in it, which nobody reads without a consent', async () => {
    const [, , doctor] = await world.example.invite()
    const { client, ...person } = await come(doctor?.link ?? '', 'riverside')
    const { record } = examplePatient
    expect(await world.hospital().records.read(record)).toMatchObject({
      references: { 'Patient/1': expect.stringContaining('R-4711') },
    })
    const shown = await present(world, { client, ...person })
    const reading = client.read({ record, purpose: 'TREAT', data: [laboratory], ...shown })
    await expect(reading).rejects.toMatchObject({ code: 'not_available' })
  })
})
