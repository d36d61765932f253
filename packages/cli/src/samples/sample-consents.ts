import { epochSeconds } from '@fidecura/base'
import { type Grantee, type StatementSet, signStatement, signWithdrawal } from '@fidecura/consent'
import { createMemoryRegisterStore, createRegister } from '@fidecura/consent/register'
import { createMemoryStatusSource, createVerifier, type TrustedRoot } from '@fidecura/credentials'
import type { Held } from './sample-credentials.ts'
import {
  day,
  type SampleRecord,
  type SampleStatus,
  type SampleWorld,
  sampleRecord,
} from './sample-world.ts'

/** What the register answers about four records. */
export interface SampleSets {
  readonly consented: StatementSet
  readonly withdrawn: StatementSet
  readonly silent: StatementSet
  /** Given an hour before anybody asked. */
  readonly old: StatementSet
}

/** Who keeps the data of the samples. */
export const laboratory: Grantee & { readonly domain: string } = {
  did: 'did:web:lab.example' as Grantee['did'],
  name: 'Example Laboratory',
  domain: 'lab.example',
}

/** What consents are judged by, and whose they are. */
export interface ConsentParts {
  readonly roots: readonly TrustedRoot[]
  readonly chain: readonly string[]
  readonly published: SampleStatus
  readonly identities: Readonly<Record<keyof SampleSets, Held>>
}

/** The patient lets cardiology read what the laboratory keeps, of three records, and takes one of them back. */
export async function stateConsents(
  world: SampleWorld,
  { roots, chain, published, identities }: ConsentParts,
): Promise<SampleSets> {
  const { hospital, patient, clock, resolve } = world
  const status = createMemoryStatusSource(published)
  const verifier = createVerifier({ roots, resolve, clock, status, maxStatusAgeSeconds: 7 * day })
  const store = createMemoryRegisterStore()
  const register = createRegister({ signer: hospital.signer, store, verifier })
  const submit = async (which: keyof SampleSets): Promise<string> => {
    const { id, token } = await consentOf(world, sampleRecord(which))
    const evidence = { identity: identities[which].token, chain }
    await register.submit({ token, evidence })
    return id
  }
  // Each is about a record of its own: who has heard a later word takes no earlier one about the same.
  world.setBefore(3600)
  await submit('old')
  const old = await register.attest(sampleRecord('old'))
  world.setBefore(600)
  await submit('consented')
  const id = await submit('withdrawn')
  world.setBefore(300)
  const record = sampleRecord('withdrawn')
  const statement = { id, issuer: patient.did }
  const token = await signWithdrawal({ statement, record, issuedAt: clock() }, { signer: patient })
  await register.withdraw({
    token,
    evidence: { identity: identities.withdrawn.token, chain },
  })
  world.setBefore(10)
  return {
    old,
    consented: await register.attest(sampleRecord('consented')),
    withdrawn: await register.attest(record),
    silent: await register.attest(sampleRecord('silent')),
  }
}

async function consentOf(
  { hospital, department, patient, clock, instant }: SampleWorld,
  record: SampleRecord,
): Promise<{ readonly id: string; readonly token: string }> {
  const id = `urn:uuid:${crypto.randomUUID()}`
  const actors = [{ role: 'recipient', did: department.did }] as const
  const conditions = { actors, actions: ['access'], purposes: ['TREAT'] } as const
  const token = await signStatement(
    {
      ...{ id, kind: 'consent', record },
      grantee: { did: department.did, name: department.name },
      controller: laboratory,
      terms: {
        version: 'urn:fidecura:terms:1',
        rule: { effect: 'permit', conditions, children: [] },
      },
      ...{ language: 'en', register: hospital.did, issuedAt: clock(), validFrom: clock() },
      validUntil: epochSeconds(instant + 90 * day),
    },
    { signer: patient },
  )
  return { id, token }
}
