import type { CheckName } from '@fidecura/credentials'
import type { AtMessages } from './at-messages.ts'
import { chinese } from './chinese.ts'
import type { DoctorMessages } from './doctor-messages.ts'
import { english } from './english.ts'
import type { HelpTexts } from './help.ts'
import type { IncidentMessages } from './incident-messages.ts'
import type { LabMessages } from './lab-messages.ts'
import type { LifeMessages } from './life-messages.ts'
import type { OrderMessages } from './order-messages.ts'
import type { ServiceMessages } from './service-messages.ts'

export type Language = 'en' | 'zh-CN'

/** Every sentence of the command that a person reads. Both catalogues must have them all. */
export interface Messages {
  readonly passphrasePrompt: string
  readonly newPassphrasePrompt: string
  readonly registerPassphrasePrompt: string
  readonly keyMade: (did: string, path: string) => string
  /** Of what `keys show` prints, in this order. */
  readonly keyFacts: Readonly<
    Record<'did' | 'keyId' | 'algorithm' | 'thumbprint' | 'fingerprint' | 'publicKey', string>
  >
  readonly written: (path: string) => string
  readonly noDocumentKey: (path: string) => string
  readonly verdict: Readonly<Record<'passed' | 'failed' | 'unknown', string>>
  readonly error: (code: string, message: string, place: string | undefined) => string
  /** What is said of a check that did not pass. */
  readonly problem: (code: string, place: string | undefined) => string
  /** What to do about a code, where it is not plain. */
  readonly hints: Readonly<Partial<Record<string, string>>>
  /** What an option takes. */
  readonly takes: (names: string) => string
  /** @param command - As it is typed. */
  readonly tryHelp: (command: string) => string
  readonly at: AtMessages
  readonly credential: CredentialMessages
  readonly custody: CustodyMessages
  readonly consent: ConsentMessages
  readonly doctor: DoctorMessages
  readonly incident: IncidentMessages
  readonly lab: LabMessages
  readonly life: LifeMessages
  readonly entry: EntryMessages
  readonly evidence: EvidenceMessages
  readonly switch: SwitchMessages
  readonly order: OrderMessages
  readonly service: ServiceMessages
  readonly status: StatusMessages
  readonly bundle: BundleMessages
  readonly help: HelpTexts
}

/** Of keys in hardware tokens. */
interface CustodyMessages {
  /** @param token - Its label. */
  readonly pinPrompt: (token: string) => string
}

interface CredentialMessages {
  /** What each check asks. */
  readonly checks: Readonly<Record<CheckName, string>>
  /** Of one check, each as long as the others on screen. */
  readonly outcomes: Readonly<Record<'passed' | 'failed' | 'unknown', string>>
  readonly issued: (id: string) => string
  readonly changed: Readonly<
    Record<'suspended' | 'valid' | 'revoked', (id: string, at: string) => string>
  >
  readonly publishNext: string
  readonly published: (list: string, history: string) => string
  readonly labels: Readonly<
    Record<'type' | 'issuer' | 'subject' | 'until' | 'root' | 'via', string>
  >
  readonly asOf: (at: string) => string
  readonly asKnownAt: (at: string) => string
  readonly checking: string
  readonly signing: string
}

interface ConsentMessages {
  readonly textFollows: string
  readonly notes: (places: string) => string
  readonly confirm: string
  readonly declined: string
  readonly signed: (id: string) => string
  readonly registered: string
  readonly ahead: string
  readonly verified: string
  readonly registerKnows: string
  readonly withdrawn: (id: string) => string
  readonly registering: string
  readonly stamped: string
  readonly deciding: string
}

export interface SwitchMessages {
  readonly preview: (count: number, valid: number) => string
  readonly suspendedAll: (act: string, changed: number, matched: number) => string
  readonly undone: (act: string, reinstated: number) => string
  readonly revokedAll: (act: string, changed: number) => string
  readonly proposed: (id: string, until: string) => string
  readonly orderSigned: (id: string, digest: string, path: string) => string
  readonly order: RevocationMessages
  readonly progress: (matched: number) => string
  readonly before: (instant: string | undefined, count: number) => string
  readonly after: (instant: string, count: number) => string
  readonly use: Readonly<Record<'entry' | 'presentation' | 'statement', string>>
  readonly unproven: string
  readonly more: string
}

/** An order to revoke, in words, before somebody signs it as the second person. */
interface RevocationMessages {
  readonly shown: string
  readonly issuer: (did: string) => string
  /** What is to be revoked; several apply together. */
  readonly selection: Readonly<
    Record<'id' | 'type' | 'subject' | 'person' | 'department', (value: string) => string>
  >
  readonly everything: string
  readonly count: (expected: number | undefined) => string
  readonly reason: (code: string | undefined) => string
  readonly from: (instant: string | undefined) => string
  readonly until: (instant: string) => string
  readonly by: (did: string, instant: string) => string
  readonly digest: (digest: string) => string
  readonly ask: string
  readonly declined: string
}

interface StatusMessages {
  readonly serving: (lists: number, address: string) => string
  readonly stopping: string
  readonly notPublished: (code: string) => string
  readonly untold: (host: string, code: string) => string
  readonly subscribed: (host: string) => string
  readonly unsubscribed: (host: string) => string
  readonly subscribers: (count: number) => string
}

interface BundleMessages {
  readonly collecting: string
  readonly signed: (did: string, sequence: string) => string
}

export interface EvidenceMessages {
  readonly logPassphrasePrompt: string
  readonly deposited: (id: string, number: number) => string
  readonly version: (number: number, at: string, size: number | undefined) => string
  readonly onHold: string
  readonly verified: (depositor: string, at: string) => string
  readonly isVersion: (id: string, number: number) => string
  readonly mayBeOlder: string
  readonly askErase: (id: string) => string
  readonly notErased: string
  readonly erased: (id: string) => string
  readonly held: (id: string) => string
  readonly released: (id: string) => string
  readonly serving: (name: string, address: string) => string
  readonly witnessing: (key: string, address: string) => string
  readonly splitView: (path: string) => string
}

interface EntryMessages {
  readonly signed: (id: string) => string
  readonly isAbout: (path: string, bytes: number) => string
  readonly ask: Readonly<Record<'confirmed' | 'disputed', string>>
  readonly said: Readonly<Record<'confirmed' | 'disputed', string>>
  readonly verified: (issuer: string, at: string) => string
  readonly existedBy: (at: string) => string
}

export function messagesOf(language: Language): Messages {
  return language === 'zh-CN' ? chinese : english
}

/** From what POSIX puts into LANG, or a BCP 47 tag. */
export function languageOf(locale: string): Language {
  return /^zh\b|^zh_/i.test(locale) ? 'zh-CN' : 'en'
}
