import type { Decision, DecisionCode } from '../decision.ts'
import type { StatementKind } from '../statement-set.ts'
import type { Action, ActorRole, DataMeaning, Effect } from '../terms.ts'

/** What texts are written in. BCP 47. */
export type Language = 'en' | 'zh-CN'

/** All words that are shown, of one language. The terms are fixed in docs/terms.md. */
export interface Catalogue {
  readonly title: Readonly<Record<StatementKind, string>>
  readonly label: Readonly<
    Record<'record' | 'grantee' | 'controller' | 'validity' | 'rules', string>
  >
  readonly effect: Readonly<Record<Effect, string>>
  readonly everything: string
  readonly exceptions: string
  readonly role: Readonly<Record<ActorRole, (names: string) => string>>
  /** How a party is named that is not named by its DID. */
  readonly party: {
    readonly identifier: (value: string, system: string) => string
    readonly code: (name: string) => string
    readonly group: (uri: string) => string
  }
  readonly meaning: Readonly<Record<DataMeaning, (reference: string) => string>>
  readonly condition: Readonly<
    Record<'actions' | 'purposes' | 'types' | 'codes' | 'data', (list: string) => string>
  >
  readonly labels: Readonly<Record<Effect, (list: string) => string>>
  readonly period: (span: string) => string
  readonly dataPeriod: (span: string) => string
  readonly unknown: Readonly<Record<Effect, string>>
  readonly action: Readonly<Record<Action, string>>
  readonly from: (start: string) => string
  readonly until: (end: string) => string
  readonly between: (start: string, end: string) => string
  readonly mixedScripts: string
  /** Beside a name in letters of another script that look like Latin ones. */
  readonly lookAlikes: string
  readonly or: string
  /** Between conditions. */
  readonly and: string
  readonly colon: string
  readonly stop: string
  readonly decision: Readonly<Record<Decision['kind'], string>>
  readonly reason: Readonly<Record<DecisionCode, string>>
  readonly decided: (at: string, asOf: string) => string
  readonly statement: (title: string, issued: string, grantee: string) => string
  /** Of one that only denies. */
  readonly against: (title: string, issued: string, grantee: string) => string
  readonly rulePlace: (number: string, sentence: string) => string
  readonly withdrawn: (at: string) => string
  readonly obligations: string
  readonly leaveOut: (data: string) => string
  readonly limitTo: (data: string) => string
  readonly duty: {
    readonly erase: (at: string) => string
    readonly noRedisclosure: string
    readonly notify: (within: string) => string
    readonly frequency: (times: number, per: string) => string
  }
  /** As a rule states them. */
  readonly ruleDuty: {
    readonly erase: (within: string) => string
    readonly noRedisclosure: string
    readonly notify: (within: string) => string
    readonly frequency: (times: number, per: string) => string
  }
  readonly length: Readonly<Record<'days' | 'hours' | 'seconds', (count: number) => string>>
  /** By the codes that the rules of jurisdictions here know; another code is shown itself. */
  readonly emergencyReason: Readonly<Record<'life_threatening' | 'unconscious', string>>
  readonly emergency: (reason: string, until: string) => string
  readonly more: (count: number) => string
}
