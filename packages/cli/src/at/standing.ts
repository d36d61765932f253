import type { RepresentedBy, StatementEvidence, WithdrawalEvidence } from '@fidecura/consent'
import { credentialTypes } from '@fidecura/credentials'
import type { Did } from '@fidecura/identity'
import type { RecordAccess } from '@fidecura/server/client'
import type { At } from './open-at.ts'
import { type HeldCredential, type Power, readHeld, tokenOf } from './wallet-file.ts'

/** As whom somebody signs about a record, and what shows it. */
export interface Standing {
  readonly record: RecordAccess['record']
  /** The patient. */
  readonly patient: Did
  /** Absent: the patient in person. */
  readonly by?: RepresentedBy
  readonly evidence: StatementEvidence & WithdrawalEvidence
}

/** Finds in the wallet what shows that its holder may sign such a thing about a record. The register proves it. */
export async function standingOf(
  { wallet, signer }: At,
  { record, as }: RecordAccess,
  power: Power,
): Promise<Standing> {
  const held = (await readHeld(wallet)).filter((each) => isAbout(each, record))
  const identity = tokenOf(held, credentialTypes.patientIdentity)
  const { chain } = wallet
  const patient = held.find(({ token }) => token === identity)?.patient ?? signer.did
  if (as === 'patient') return { record, patient, evidence: { identity, chain } }
  if (as === 'proxy') {
    const mandate = tokenOf(held, credentialTypes.proxyMandate, power)
    return { record, patient, by: 'proxy', evidence: { mandate, identity, chain } }
  }
  const guardianship = tokenOf(held, credentialTypes.guardianship, power)
  const byCourt = held.find(({ token }) => token === guardianship)?.byCourt === true
  const by = byCourt ? 'court_order' : 'guardian'
  return { record, patient, by, evidence: { guardianship, identity, chain } }
}

/** Numbers of records are given by several who keep them: a number alone is of nobody. */
export function isAbout(held: HeldCredential, record: RecordAccess['record']): boolean {
  return held.record?.system === record.system && held.record.value === record.value
}

/** What shows that a member of the staff signs: role and licence. */
export async function staffEvidence({ wallet }: At): Promise<{
  readonly role: string
  readonly licence: string
  readonly chain: readonly string[]
}> {
  const held = await readHeld(wallet)
  return {
    role: tokenOf(held, credentialTypes.practitionerRole),
    licence: tokenOf(held, credentialTypes.practitionerLicence),
    chain: wallet.chain,
  }
}
