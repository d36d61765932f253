import type { englishAtHelp } from './english-at-help.ts'
import type { englishBaseHelp } from './english-base-help.ts'
import type { englishBundleHelp } from './english-bundle-help.ts'
import type { englishCompletionHelp } from './english-completion-help.ts'
import type { englishConsentHelp } from './english-consent-help.ts'
import type { englishCredentialHelp } from './english-credential-help.ts'
import type { englishDoctorHelp } from './english-doctor-help.ts'
import type { englishEntryHelp } from './english-entry-help.ts'
import type { englishEvidenceHelp } from './english-evidence-help.ts'
import type { englishIncidentHelp } from './english-incident-help.ts'
import type { englishLabHelp } from './english-lab-help.ts'
import type { englishLifeHelp } from './english-life-help.ts'
import type { englishOrderHelp } from './english-order-help.ts'
import type { englishServiceHelp } from './english-service-help.ts'
import type { englishStatusHelp } from './english-status-help.ts'
import type { englishSwitchHelp } from './english-switch-help.ts'
import type { englishWebvhHelp } from './english-webvh-help.ts'

/** The same names with any text: what another language leaves out or adds does not compile. */
type InAnyLanguage<Texts> = Texts extends string
  ? string
  : { readonly [Name in keyof Texts]: InAnyLanguage<Texts[Name]> }

export type AtHelp = InAnyLanguage<typeof englishAtHelp>
export type BaseHelp = InAnyLanguage<typeof englishBaseHelp>
export type BundleHelp = InAnyLanguage<typeof englishBundleHelp>
export type CredentialHelp = InAnyLanguage<typeof englishCredentialHelp>
export type CompletionHelp = InAnyLanguage<typeof englishCompletionHelp>
export type ConsentHelp = InAnyLanguage<typeof englishConsentHelp>
export type DoctorHelp = InAnyLanguage<typeof englishDoctorHelp>
export type EntryHelp = InAnyLanguage<typeof englishEntryHelp>
export type EvidenceHelp = InAnyLanguage<typeof englishEvidenceHelp>
export type IncidentHelp = InAnyLanguage<typeof englishIncidentHelp>
export type LabHelp = InAnyLanguage<typeof englishLabHelp>
export type LifeHelp = InAnyLanguage<typeof englishLifeHelp>
export type OrderHelp = InAnyLanguage<typeof englishOrderHelp>
export type ServiceHelp = InAnyLanguage<typeof englishServiceHelp>
export type StatusHelp = InAnyLanguage<typeof englishStatusHelp>
export type SwitchHelp = InAnyLanguage<typeof englishSwitchHelp>
export type WebvhHelp = InAnyLanguage<typeof englishWebvhHelp>

/**
 * What `--help` says. `about` is what a command does; every other name is that of an option. A new
 * command gets its texts in English first; then the other language does not compile until it has them.
 */
export interface HelpTexts extends BaseHelp {
  readonly at: AtHelp
  readonly bundle: BundleHelp
  readonly credential: CredentialHelp
  readonly completion: CompletionHelp
  readonly consent: ConsentHelp
  readonly doctor: DoctorHelp
  readonly entry: EntryHelp
  readonly evidence: EvidenceHelp
  readonly incident: IncidentHelp
  readonly lab: LabHelp
  readonly life: LifeHelp
  readonly order: OrderHelp
  readonly service: ServiceHelp
  readonly status: StatusHelp
  readonly switch: SwitchHelp
  readonly webvh: WebvhHelp
}
