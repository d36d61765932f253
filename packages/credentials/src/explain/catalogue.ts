/** What explanations are written in. BCP 47. */
export type ExplainLanguage = 'en' | 'zh-CN'

/** Members of an accreditation that narrow it. */
export type LimitingMember =
  | 'organisations'
  | 'departments'
  | 'specialties'
  | 'privileges'
  | 'purposes'
  | 'actions'
  | 'assessments'
  | 'recordSystems'
  | 'registers'
  | 'fields'

/** All words that are shown, of one language. The terms are fixed in docs/terms.md. */
export interface AuthorityCatalogue {
  readonly title: string
  readonly checkedAt: (at: string) => string
  /** Of a result about the past. */
  readonly heldAt: (at: string) => string
  readonly verdict: Readonly<Record<'passed' | 'failed' | 'unknown', string>>
  readonly root: string
  readonly permission: string
  readonly lostPermission: string
  readonly mayIssue: (types: string) => string
  readonly anyType: string
  readonly limit: Readonly<Record<LimitingMember, string>>
  readonly limitedTo: (list: string) => string
  readonly levels: (count: number) => string
  readonly until: (end: string) => string
  /** Between two in the picture: what the upper one did for the lower. */
  readonly gave: string
  readonly issued: string
  readonly issuedBy: (issuer: string) => string
  readonly givenBy: (issuer: string) => string
  /** Beside a name that nobody but its bearer vouches for. */
  readonly selfAsserted: string
  /** Beside what no check has vouched for. */
  readonly unverified: string
  readonly mixedScripts: string
  /** Letters of another script that look like Latin ones. */
  readonly lookAlikes: string
  readonly noChain: string
  readonly problem: (codes: string) => string
  readonly licenceRoot: (root: string) => string
  readonly statusAsOf: (at: string) => string
  /** In the place of a name. */
  readonly holder: string
  readonly separator: string
  readonly between: string
  readonly colon: string
}
