import { generateSigner } from '@fidecura/identity'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { statusListType, type TrustedRoot } from '../../src/index.ts'
import {
  accredit,
  after,
  badge,
  createWorld,
  entryIn,
  issueBadge,
  issuingAccreditation,
  join,
  type Party,
  serve,
  verifierOf,
  type World,
} from './world.ts'

let world: World
let hospital: Party
let department: Party
let roots: readonly TrustedRoot[]

beforeEach(async () => {
  world = createWorld()
  hospital = await join(world)
  department = await join(world, { host: 'cardiology.example' })
  roots = [{ did: hospital.did, types: [badge, issuingAccreditation] }]
})

async function verify(more: readonly string[] = []) {
  const chain = [await accredit(hospital, department, { depth: 1, types: [badge] }), ...more]
  const token = await issueBadge(department, { status: entryIn(department, 7) })
  return verifierOf(world, { roots }).verifyCredential(token, { chain })
}

describe('a status list', () => {
  test('counts when the issuer signed it with a key that its accreditation names', async () => {
    await expect(verify()).resolves.toMatchObject({ types: [badge] })
  })

  test('does not count from a key that somebody added to the domain', async () => {
    const added = await generateSigner({ did: department.did, fragment: 'key-2' })
    serve(world, department.did, [department.signer, added])
    world.lists.set(department.list, { signer: added, changes: [] })
    await expect(verify()).rejects.toMatchObject({ code: 'status_list_untrusted' })
  })

  test('counts from an authority with the key that the issuer accredited, and no other', async () => {
    const authority = await join(world, { host: 'status.example' })
    const own = { ...department, list: 'https://cardiology.example/status/own' }
    world.lists.set(own.list, { signer: department.signer, changes: [] })
    const lower = await accredit(
      department,
      authority,
      { types: [statusListType] },
      { status: entryIn(own, 901) },
    )
    world.lists.set(department.list, { signer: authority.signer, changes: [] })
    await expect(verify([lower])).resolves.toMatchObject({ types: [badge] })
    await expect(verify()).rejects.toMatchObject({ code: 'status_list_untrusted' })
    const added = await generateSigner({ did: authority.did, fragment: 'key-2' })
    serve(world, authority.did, [authority.signer, added])
    // Past what the resolver remembers.
    world.now = after(2)
    world.lists.set(department.list, { signer: added, changes: [] })
    await expect(verify([lower])).rejects.toMatchObject({ code: 'status_list_untrusted' })
  })
})
