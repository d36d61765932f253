import type { StatementContent, StatementEvidence } from '@fidecura/consent'
import type { Signer } from '@fidecura/identity'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { createFamily, type Family, nothing, ofAdult, record } from './family.ts'

let family: Family
beforeEach(async () => {
  family = await createFamily()
})

const first = 'urn:uuid:00000000-0000-4000-8000-000000000001'
const second = 'urn:uuid:00000000-0000-4000-8000-000000000002'

async function submit(
  by: Signer,
  evidence: StatementEvidence,
  more: Partial<StatementContent>,
): Promise<string> {
  const token = await family.sign(by, { id: first, ...more })
  return family.register.submit({ token, evidence })
}

const instead = (of: Signer) => ({ id: second, supersedes: { issuer: of.did, id: first } })
const restricts = { kind: 'restriction', terms: nothing } as const

async function ends() {
  return (await family.set()).statements.map(({ withdrawnAt }) => withdrawnAt !== undefined)
}

describe('a guardian', () => {
  test('replaces a consent that they gave', async () => {
    const { mother } = family
    const evidence = await family.guards()
    await submit(mother, evidence, { by: 'guardian' })
    await submit(mother, evidence, { by: 'guardian', ...instead(mother) })
    expect(await ends()).toEqual([true, false])
  })

  test('replaces no consent that another guardian gave', async () => {
    const { mother, father } = family
    await submit(mother, await family.guards(), { by: 'guardian' })
    const { identity } = await family.guards()
    const evidence = { identity, guardianship: await family.guardianship(father) }
    await expect(
      submit(father, evidence, { by: 'guardian', ...instead(mother) }),
    ).rejects.toMatchObject({ code: 'supersede_refused' })
    expect(await ends()).toEqual([false])
  })

  test('replaces no restriction, their own included: the patient lifts it', async () => {
    const { mother } = family
    const evidence = await family.guards()
    await submit(mother, evidence, { by: 'guardian', ...restricts })
    await expect(
      submit(mother, evidence, { by: 'guardian', ...restricts, ...instead(mother) }),
    ).rejects.toMatchObject({ code: 'supersede_refused' })
    expect(await ends()).toEqual([false])
  })
})

describe('a proxy', () => {
  const own = async () => ({ identity: await family.identity(ofAdult) })

  test('replaces no consent of the patient', async () => {
    const { patient, proxy } = family
    await submit(patient, await own(), {})
    await expect(
      submit(proxy, await family.gives(), { by: 'proxy', ...instead(patient) }),
    ).rejects.toMatchObject({ code: 'supersede_refused' })
    expect(await ends()).toEqual([false])
  })

  test('has what they gave replaced by the patient, and cannot take that back with it', async () => {
    const { patient, proxy } = family
    const evidence = await family.gives()
    await submit(proxy, evidence, { by: 'proxy' })
    await submit(patient, await own(), instead(proxy))
    const statement = { issuer: proxy.did, id: first }
    const token = await family.takeBack(proxy, { by: 'proxy', statement, record })
    await family.register.withdraw({ token, evidence })
    expect(await ends()).toEqual([true, false])
  })
})
