import { signWithdrawal, verifyReceipt, verifyStatementSet } from '@fidecura/consent'
import { createRegister, type Register } from '@fidecura/consent/register'
import type { DepositTokenOptions } from '@fidecura/identity'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { trusting } from '../trusting.ts'
import { consentOf, createWorld, record, type World } from './world.ts'

const id = 'urn:uuid:5f0f1b6e-0000-4000-8000-000000000001'
const away = Object.assign(new Error('away'), { code: 'log_busy', outcome: 'unknown' })

let world: World
let register: Register
let deposited: (readonly [string, DepositTokenOptions | undefined])[]
let isAway: boolean

beforeEach(async () => {
  world = await createWorld()
  deposited = []
  isAway = false
  const { registrar, store, verifier } = world
  register = createRegister({
    ...{ signer: registrar, store, verifier },
    deposit: async (token, options) => {
      if (isAway) throw away
      deposited.push([token, options])
    },
  })
})

async function withdrawal(): Promise<string> {
  const statement = { issuer: world.patient.did, id }
  return signWithdrawal({ statement, record, issuedAt: world.now }, { signer: world.patient })
}

const subjectOf = () => ({ subject: world.patient.did, signal: undefined })

describe('Register with a deposit', () => {
  test('deposits the very tokens that it takes in, about whoever signed them', async () => {
    const token = await consentOf(world)
    await register.submit({ token, evidence: world.identity })
    const taken = await withdrawal()
    await register.withdraw({ token: taken, evidence: world.identity })
    expect(deposited).toEqual([
      [token, subjectOf()],
      [taken, subjectOf()],
    ])
  })

  test('gives no receipt of what is not deposited, though it counts, and one to the next attempt', async () => {
    const token = await consentOf(world)
    isAway = true
    const submission = { token, evidence: world.identity }
    await expect(register.submit(submission)).rejects.toBe(away)
    const { verifier, registrar, words } = world
    const options = { register: trusting(registrar), verifier, words }
    const set = await verifyStatementSet(await register.attest(record), options)
    expect(set.statements.length).toBe(1)
    isAway = false
    const receipt = await register.submit(submission)
    expect(deposited).toEqual([[token, subjectOf()]])
    const given = await verifyReceipt(receipt, { register: trusting(registrar), verifier })
    expect(given).toMatchObject({ sequence: 1, kind: 'statement' })
  })

  test('lets a withdrawal count at once where it cannot be deposited', async () => {
    await register.submit({ token: await consentOf(world), evidence: world.identity })
    isAway = true
    const token = await withdrawal()
    await expect(register.withdraw({ token, evidence: world.identity })).rejects.toBe(away)
    const { verifier, registrar, words } = world
    const options = { register: trusting(registrar), verifier, words }
    const set = await verifyStatementSet(await register.attest(record), options)
    expect(set.statements[0]?.withdrawnAt).toBe(world.now)
  })

  test('deposits nothing of what was only stamped', async () => {
    await register.stamp('A'.repeat(43))
    expect(deposited).toEqual([])
  })
})
