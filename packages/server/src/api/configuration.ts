import type { BreakGlassRules, TrustedRegister } from '@fidecura/consent'
import type { Coding, TrustedRoot } from '@fidecura/credentials'
import type { Did, PublicJwk } from '@fidecura/identity'
import type { Party } from './people.ts'

/** A department of the hospital. */
export interface Department extends Party {
  /** Its name in paths, such as `cardiology`. */
  readonly id: string
}

/** What an app has to know of a hospital. Whom it trusts it reads from its own `config.json`. */
export interface Configuration {
  readonly tenant: string
  readonly name: string
  readonly did: Did
  /** For sign-in and presentations. */
  readonly audience: string
  readonly origin: string
  readonly roots: readonly TrustedRoot[]
  /** Who keeps the records, by which register, and how they are numbered. */
  readonly custodian: Party & { readonly register: Did; readonly recordSystem: string }
  /** The key that signs the trust bundle: of a hosted DID a bundle could not be opened by that bundle itself. */
  readonly bundleSigner: PublicJwk
  /** Whose rules decide: `optIn`, `china` or `healthDataSpace` of `@fidecura/consent/jurisdictions`. */
  readonly jurisdiction: 'opt_in' | 'china' | 'health_data_space'
  readonly departments: readonly Department[]
  /** Hospitals whose patients its doctors may ask for a consent from afar. */
  readonly partners: readonly Party[]
  /** What may be done in an emergency; absent: nothing. */
  readonly emergency?: BreakGlassRules | undefined
  /** What tells people what is done with their data. */
  readonly notice: { readonly url: string; readonly digest: string }
  /** What a list of staff may say; without it the console brings none in. */
  readonly staffing: Staffing
}

/** How lists of staff are read: their words become these codes. */
export interface Staffing {
  /** ISO 3166-1 or 3166-2. */
  readonly jurisdiction: string
  /** Where a registration number counts. */
  readonly register: { readonly system: string; readonly name: string }
  /** What a role may ask for, if the list says nothing: codes of v3-ActReason. */
  readonly purposes: readonly string[]
  readonly professions: readonly Choice[]
  readonly specialties: readonly Choice[]
}

/** A code, and how people call it. */
export interface Choice {
  readonly coding: Coding
  readonly labels: { readonly en: string; readonly 'zh-CN': string }
}

/** `config.json` beside the files of an app: as trusted as its code. */
export interface AppConfiguration {
  readonly tenant: string
  readonly name: string
  /** For sign-in and presentations. */
  readonly audience: string
  /** Where the API is, such as `/riverside/api/v1`. */
  readonly api: string
  readonly roots: readonly TrustedRoot[]
  /** The key that signs the trust bundle: of a hosted DID a bundle could not be opened by that bundle itself. */
  readonly bundleSigner: PublicJwk
  /** Whose word on statements counts, by which keys. */
  readonly register: TrustedRegister
  /** Origins that the patients' app may ask beside its own; `https:` for all that have a certificate. Absent: none. */
  readonly walletOrigins?: readonly string[] | undefined
}
