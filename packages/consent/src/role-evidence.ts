import { digestOf } from '@fidecura/identity'

/** What shows on whose authority a practitioner signed. */
export interface RoleEvidence {
  /** The role, with whatever it discloses. */
  readonly role: string
  /** The licence that it names. */
  readonly licence?: string
  /** Accreditations that lead from a root to the issuers of both, in any order. */
  readonly chain?: readonly string[]
}

/** The issuer-signed part alone, so that it does not matter what is disclosed beside it. */
export function roleDigestOf(role: string): Promise<string> {
  return digestOf(role.split('~', 1)[0] ?? '')
}
