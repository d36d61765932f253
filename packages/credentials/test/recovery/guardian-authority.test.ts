import { credentialTypes } from '@fidecura/credentials'
import { describe, expect, test } from '@jest/globals'
import {
  accredit,
  createWorld,
  entryIn,
  issueBadge,
  issuingAccreditation,
  join,
  verifierOf,
} from '../verifier/world.ts'
import { otherRecord } from './world.ts'

const { guardianship } = credentialTypes

/** A court lets a local one name guardians, for records of some systems. */
async function appointedUnder(recordSystems: readonly string[] | undefined) {
  const world = createWorld()
  const [court, local, guardian] = [await join(world), await join(world), await join(world)]
  const chain = [
    await accredit(court, local, {
      types: [guardianship],
      ...(recordSystems === undefined ? {} : { recordSystems }),
    }),
  ]
  const token = await issueBadge(local, {
    type: guardianship,
    subject: guardian.did,
    claims: { ward: { ...otherRecord }, basis: 'court', powers: ['recover'] },
    status: entryIn(local, 7),
  })
  const roots = [{ did: court.did, types: [guardianship, issuingAccreditation] }]
  return verifierOf(world, { roots }).verifyCredential(token, { chain })
}

describe('a guardianship', () => {
  test('is of a record whose system its issuer was granted', async () => {
    await expect(appointedUnder([otherRecord.system])).resolves.toMatchObject({
      types: [guardianship],
    })
  })

  test.each([
    ['another system', ['https://other.example/records']],
    ['none', undefined],
  ])('is nothing where its issuer was granted %s', async (_, systems) => {
    await expect(appointedUnder(systems)).rejects.toMatchObject({
      code: 'authority_value_not_granted',
    })
  })
})
