import {
  signAgreement,
  type VerifiedStatement,
  verifyStatement,
  verifyStatementSet,
} from '@fidecura/consent'
import {
  type AgreedSignature,
  type AttestingAs,
  assertSignedBeside,
  verifyAgreedSignature,
} from '@fidecura/consent/co-signing'
import { generateSigner, type Signer } from '@fidecura/identity'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { trusting } from '../trusting.ts'
import {
  after,
  consentOf,
  createWorld,
  employ,
  index,
  otherRecord,
  record,
  type World,
} from './world.ts'

let world: World
let token: string
let act: VerifiedStatement
/** Of the doctor; of the stranger, in their own record. */
let agreed: Readonly<Record<AttestingAs, AgreedSignature>>
beforeEach(async () => {
  world = await createWorld()
  token = await consentOf(world)
  act = await read(token)
  const { doctor, stranger, role } = world
  const identity = await world.identify(stranger, otherRecord)
  agreed = {
    clinician: { agreement: await agree(doctor, 'clinician'), evidence: role },
    witness: { agreement: await agree(stranger, 'witness'), evidence: identity },
  }
})

function read(of: string): Promise<VerifiedStatement> {
  return verifyStatement(of, { verifier: world.verifier, evidence: world.identity })
}

function agree(signer: Signer, as: AttestingAs | 'guardian', of = token): Promise<string> {
  return signAgreement(of, { signer, as, issuedAt: world.now })
}

function verify(as: AttestingAs, of = agreed[as], on = act) {
  return verifyAgreedSignature(on, of, { verifier: world.verifier, as })
}

const both = () => Promise.all([verify('clinician'), verify('witness')])

describe('Register.keepSignature', () => {
  const kept = async () => (await world.register.attest(record)).statements[0]?.signatures ?? []

  test('keeps what both signed beside the statement, for whoever reads the set to verify', async () => {
    await world.register.submit({ token, evidence: world.identity })
    for (const as of ['clinician', 'witness'] as const)
      await world.register.keepSignature(agreed[as])
    const set = JSON.parse(JSON.stringify(await world.register.attest(record)))
    const [clinician, witness] = set.statements[0].signatures
    expect([clinician, witness]).toEqual([agreed.clinician, agreed.witness])
    const proven = [await verify('clinician', clinician), await verify('witness', witness)]
    expect(() => assertSignedBeside(act, proven, ['clinician', 'witness'])).not.toThrow()
    const { verifier, words, registrar } = world
    const trusted = { register: trusting(registrar), verifier, words }
    await expect(verifyStatementSet(set, trusted)).resolves.toMatchObject({ statements: [{}] })
  })

  test('keeps the first of each, and gives its receipt again', async () => {
    await world.register.submit({ token, evidence: world.identity })
    await world.register.keepSignature(agreed.witness)
    world.now = after(1)
    const again = { ...agreed.witness, agreement: await agree(world.stranger, 'witness') }
    await world.register.keepSignature(again)
    expect(await kept()).toEqual([agreed.witness])
  })

  test.each<[string, () => AgreedSignature | Promise<AgreedSignature>, string]>([
    [
      'as a guardian',
      async () => ({ ...agreed.witness, agreement: await agree(world.stranger, 'guardian') }),
      'agreement_mismatch',
    ],
    [
      'beside another statement',
      async () => {
        const other = await consentOf(world, { id: 'urn:uuid:other' })
        return { ...agreed.witness, agreement: await agree(world.stranger, 'witness', other) }
      },
      'agreement_mismatch',
    ],
    [
      'by somebody else',
      () => ({ ...agreed.clinician, evidence: agreed.witness.evidence }),
      'co_signer_not_proven',
    ],
    [
      'with evidence that is none',
      () => ({ ...agreed.clinician, evidence: { role: 1 } as never }),
      'token_malformed',
    ],
  ])('keeps nothing that was signed %s', async (_, signature, code) => {
    await world.register.submit({ token, evidence: world.identity })
    const refused = world.register.keepSignature(await signature())
    await expect(refused).rejects.toMatchObject({ code })
    expect(await kept()).toEqual([])
  })

  test('keeps eight beside one statement, and no more', async () => {
    await world.register.submit({ token, evidence: world.identity })
    for (let n = 0; n <= 8; n++) {
      const signer = await generateSigner()
      const of = { ...otherRecord, value: `R-1${n}` }
      const evidence = await world.identify(signer, of)
      const signature = { agreement: await agree(signer, 'witness'), evidence }
      const keeping = world.register.keepSignature(signature)
      if (n < 8) await keeping
      else await expect(keeping).rejects.toMatchObject({ code: 'record_full' })
    }
    expect(await kept()).toHaveLength(8)
  })
})

describe('verifyAgreedSignature', () => {
  test('proves the clinician who explained it, and a human witness', async () => {
    const [clinician, witness] = await both()
    expect(clinician).toMatchObject({ as: 'clinician', issuer: world.doctor.did, act })
    expect(witness).toMatchObject({ as: 'witness', issuer: world.stranger.did, act })
    expect(() =>
      assertSignedBeside(act, [clinician, witness], ['clinician', 'witness']),
    ).not.toThrow()
  })

  test('takes somebody with a role as a witness, too', async () => {
    const { doctor, role: evidence } = world
    const agreement = await agree(doctor, 'witness')
    await expect(verify('witness', { agreement, evidence })).resolves.toBeDefined()
  })

  test('takes nobody for another than they signed as', async () => {
    await expect(verify('witness', agreed.clinician)).rejects.toMatchObject({
      code: 'agreement_mismatch',
    })
    const agreement = await agree(world.doctor, 'guardian')
    const as = { agreement, evidence: world.role }
    await expect(verify('clinician', as)).rejects.toMatchObject({ code: 'agreement_mismatch' })
  })

  test('refuses what was signed for another statement', async () => {
    const other = await consentOf(world, { id: 'urn:uuid:other' })
    await expect(verify('witness', agreed.witness, await read(other))).rejects.toMatchObject({
      code: 'agreement_mismatch',
    })
  })

  test('refuses somebody who shows the role or identity of another', async () => {
    const agreement = await agree(await generateSigner(), 'clinician')
    await expect(verify('clinician', { agreement, evidence: world.role })).rejects.toMatchObject({
      code: 'co_signer_not_proven',
    })
    const { evidence } = agreed.witness
    const other = { agreement: await agree(world.doctor, 'witness'), evidence }
    await expect(verify('witness', other)).rejects.toMatchObject({ code: 'co_signer_not_proven' })
  })

  test('takes nobody without a role for a clinician', async () => {
    const { evidence } = agreed.witness
    const agreement = await agree(world.stranger, 'clinician')
    await expect(verify('clinician', { agreement, evidence })).rejects.toMatchObject({
      code: 'co_signer_not_proven',
    })
  })

  test('takes no role that was revoked', async () => {
    world.change({ index: index.role, value: 'revoked' })
    world.now = after(2)
    await expect(verify('clinician')).rejects.toMatchObject({ code: 'status_revoked' })
  })

  test('does not take the patient for their own witness, with another key either', async () => {
    const agreement = await agree(world.patient, 'witness')
    const own = { agreement, evidence: world.identity }
    await expect(verify('witness', own)).rejects.toMatchObject({ code: 'co_signer_not_distinct' })
    const again = await generateSigner()
    const evidence = await world.identify(again, record)
    const other = { agreement: await agree(again, 'witness'), evidence }
    await expect(verify('witness', other)).rejects.toMatchObject({ code: 'co_signer_not_distinct' })
  })

  test('does not take the patient for the clinician, by a role of theirs', async () => {
    const evidence = await employ(world.hospital, world.patient)
    const agreement = await agree(world.patient, 'clinician')
    await expect(verify('clinician', { agreement, evidence })).rejects.toMatchObject({
      code: 'co_signer_not_distinct',
    })
  })

  test('does not take the grantee for a witness', async () => {
    const grantee = { did: world.stranger.did, name: 'Somebody' }
    const other = await consentOf(world, { grantee })
    const agreement = await agree(world.stranger, 'witness', other)
    const { evidence } = agreed.witness
    await expect(
      verify('witness', { agreement, evidence }, await read(other)),
    ).rejects.toMatchObject({ code: 'co_signer_not_distinct' })
  })

  test('takes the value of the verifying function alone', async () => {
    await expect(verify('witness', agreed.witness, { ...act })).rejects.toMatchObject({
      code: 'token_not_verified',
    })
  })

  test('refuses evidence that is none', async () => {
    const { agreement } = agreed.witness
    await expect(verify('witness', { agreement, evidence: 'x' as never })).rejects.toMatchObject({
      code: 'token_malformed',
    })
  })
})

describe('assertSignedBeside', () => {
  test('asks for every one that is demanded, and as often', async () => {
    const [clinician, witness] = await both()
    for (const demanded of [['witness'], ['clinician', 'clinician'], ['patient']] as const) {
      expect(() => assertSignedBeside(act, [clinician], demanded)).toThrow(
        expect.objectContaining({ code: 'co_signature_missing' }),
      )
    }
    expect(() => assertSignedBeside(act, [witness], ['witness'])).not.toThrow()
  })

  test('counts one value, one key and one person once', async () => {
    const [, witness] = await both()
    const refused = expect.objectContaining({ code: 'co_signer_not_distinct' })
    expect(() => assertSignedBeside(act, [witness, witness], ['witness', 'witness'])).toThrow(
      refused,
    )
    const { doctor, hospital, role } = world
    const clinician = await verify('clinician')
    const same = { agreement: await agree(doctor, 'witness'), evidence: role }
    const own = await verify('witness', same)
    expect(() => assertSignedBeside(act, [clinician, own], ['clinician', 'witness'])).toThrow(
      refused,
    )
    // Another DID and another key, and the same licence.
    const again = await generateSigner()
    const evidence = await employ(hospital, again)
    const other = await verify('witness', { agreement: await agree(again, 'witness'), evidence })
    expect(() => assertSignedBeside(act, [clinician, other], ['clinician', 'witness'])).toThrow(
      refused,
    )
  })

  test('takes no signature about another act, and none that only looks like one', async () => {
    const [, witness] = await both()
    const twin = await read(token)
    expect(() => assertSignedBeside(twin, [witness], ['witness'])).toThrow(
      expect.objectContaining({ code: 'co_signature_mismatch' }),
    )
    expect(() => assertSignedBeside(act, [{ ...witness }], ['witness'])).toThrow(
      expect.objectContaining({ code: 'token_not_verified' }),
    )
  })
})
