import {
  createMemoryWordState,
  type Statement,
  type StatementContent,
  signWithdrawal,
  type Terms,
  verifyStatementSet,
} from '@fidecura/consent'
import { createRegister } from '@fidecura/consent/register'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { statementEntryOf, verifiedToken } from '../../src/register/register-entry.ts'
import { decodeStatement } from '../../src/statement.ts'
import { trusting } from '../trusting.ts'
import { after, consentOf, createWorld, day, record, type World } from './world.ts'

const nothing: Terms = {
  version: 'urn:fidecura:terms:1',
  rule: { effect: 'deny', conditions: {}, children: [] },
}
const outdated = { code: 'statement_outdated' }

let world: World
beforeEach(async () => {
  world = await createWorld()
})

const consent = (name: string, more: Partial<StatementContent> = {}): Promise<string> =>
  consentOf(world, { id: `urn:x:${name}`, ...more })

const submit = (token: string): Promise<string> =>
  world.register.submit({ token, evidence: world.identity })

async function withdraw(name: string, issuedAt = world.now): Promise<void> {
  const statement = { issuer: world.patient.did, id: `urn:x:${name}` }
  const token = await signWithdrawal({ statement, record, issuedAt }, { signer: world.patient })
  await world.register.withdraw({ token, evidence: world.identity })
}

describe('Register.submit', () => {
  test('takes no consent that was signed before a withdrawal, which it would undo', async () => {
    await submit(await consent('a'))
    const kept = await consent('b')
    world.now = after(100)
    await withdraw('a')
    await expect(submit(kept)).rejects.toMatchObject(outdated)
    await expect(submit(await consent('c'))).resolves.toBeDefined()
  })

  test('goes by the clock of the patient where that of the register leaves it open', async () => {
    await submit(await consent('a'))
    const kept = await consent('b')
    world.now = after(30)
    await withdraw('a')
    await expect(submit(kept)).rejects.toMatchObject(outdated)
    world.now = after(200)
    // Their clock is behind that of the register, and so it was when they withdrew.
    await withdraw('b', after(170))
    await expect(submit(await consent('c', { issuedAt: after(171) }))).resolves.toBeDefined()
  })

  test('takes no consent that was signed before a restriction', async () => {
    const kept = await consent('a')
    world.now = after(30)
    await submit(await consent('b', { kind: 'restriction', terms: nothing }))
    await expect(submit(kept)).rejects.toMatchObject(outdated)
    await expect(submit(await consent('c'))).resolves.toBeDefined()
  })

  test('takes no wider consent that was signed before it was narrowed', async () => {
    await submit(await consent('a'))
    const kept = await consent('b')
    world.now = after(100)
    const supersedes = { issuer: world.patient.did, id: 'urn:x:a' }
    await submit(await consent('c', { supersedes, validFrom: after(100) }))
    await expect(submit(kept)).rejects.toMatchObject(outdated)
  })

  test('takes no consent that was kept back for more than a day, or for what it is told', async () => {
    const kept = await consent('a')
    const other = await consent('b')
    world.now = after(day + 1)
    await expect(submit(kept)).rejects.toMatchObject(outdated)
    const { registrar: signer, store, verifier } = world
    const patient = createRegister({ signer, store, verifier, maxSigningDelaySeconds: 2 * day })
    await expect(patient.submit({ token: kept, evidence: world.identity })).resolves.toBeDefined()
    const strict = createRegister({ signer, store, verifier, maxSigningDelaySeconds: day })
    await expect(strict.submit({ token: other, evidence: world.identity })).rejects.toMatchObject(
      outdated,
    )
  })

  test('takes what forbids whenever it was signed', async () => {
    const kept = await consent('a', { kind: 'restriction', terms: nothing })
    world.now = after(30 * day)
    await expect(submit(kept)).resolves.toBeDefined()
  })
})

describe('verifyStatementSet', () => {
  /** As a register that does not look. */
  async function slip(token: string): Promise<void> {
    const verified = await verifiedToken({ token, evidence: world.identity }, 'k')
    const { content } = decodeStatement(token) as { readonly content: Statement }
    await world.store.append(statementEntryOf(content, verified), world.clock)
  }

  async function defeated(): Promise<readonly (true | undefined)[]> {
    const { registrar, verifier } = world
    const words = createMemoryWordState()
    const options = { register: trusting(registrar), verifier, words }
    const { statements } = await verifyStatementSet(await world.register.attest(record), options)
    return statements.map((statement) => statement.defeated)
  }

  test('lets a consent permit nothing that a register took after a later withdrawal', async () => {
    await submit(await consent('a'))
    const kept = await consent('b')
    world.now = after(100)
    await withdraw('a')
    world.now = after(101)
    await slip(kept)
    expect(await defeated()).toEqual([undefined, true])
  })

  test('lets a consent permit nothing that a register took after a later restriction', async () => {
    const kept = await consent('a')
    world.now = after(10)
    await submit(await consent('b', { kind: 'restriction', terms: nothing }))
    await slip(kept)
    expect(await defeated()).toEqual([undefined, true])
  })

  test('leaves consents alone that came in before, and those that were signed after', async () => {
    await submit(await consent('a'))
    await submit(await consent('b'))
    world.now = after(100)
    await withdraw('a')
    await submit(await consent('c', { kind: 'restriction', terms: nothing }))
    await submit(await consent('d'))
    expect(await defeated()).toEqual([undefined, undefined, undefined, undefined])
  })
})
