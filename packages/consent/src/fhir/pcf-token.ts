import { deepFreeze, type JsonObject } from '@fidecura/base'
import type { AccessRequest } from '../access-request.ts'
import { type DecideOptions, decide } from '../decide.ts'
import type { Decision } from '../decision.ts'
import { partiesOf } from '../match-actors.ts'
import {
  assertVerifiedStatementSet,
  mintStatementSet,
  type RegisteredStatement,
  type VerifiedStatementSet,
} from '../statement-set.ts'
import { type Conditions, type ConsentCoding, consentCodeSystems, type Rule } from '../terms.ts'
import type { ReferenceMap } from './source.ts'
import { dataOf, periodOf, unsayable, type Writing } from './write-provision.ts'

/** The claims below `extensions.ihe_pcf` of an access token. IHE PCF, updates to ITI-71, 3.71.4.2.2.1.4. */
export interface PcfExtension {
  /** Of the FHIR Patient, or in CX syntax. */
  readonly patient_id: string
  /** Of the FHIR Consent. */
  readonly doc_id: string
  /** The policy that it builds upon. */
  readonly acp?: string
  /** What the enforcement point keeps back, in this order; absent, nothing. */
  readonly residual?: readonly PcfResidualRule[]
}

/** A rule about data; without any condition, about all of them. A permit overrides what is forbidden. */
export interface PcfResidualRule {
  readonly type: 'forbid' | 'permit'
  readonly securityLabel?: readonly ConsentCoding[]
  readonly dataPeriod?: JsonObject
  readonly data?: readonly JsonObject[]
}

/** As for a decision, and what the token calls things. */
export type PcfTokenOptions = DecideOptions & PcfTokenNames

/** What the token calls things. */
export interface PcfTokenNames {
  readonly patientId: string
  readonly consentId: string
  readonly policy?: string
  /** Records and authors are written as what stands for them. */
  readonly references: ReferenceMap
}

/** Who asks, for what and when. A token is for whatever data its scope covers, and rests on consent. */
export type PcfTokenRequest = Omit<AccessRequest, 'data' | 'legalBasis' | 'breakGlass'>

/**
 * Says in a token what may be read with it. Who asks, for what and when is decided by {@link decide}; what
 * data that leaves is written down, so that the enforcement point needs no consent.
 *
 * @returns `undefined` where no token may be issued. Deep-frozen.
 * @throws {@link ConsentError} `terms_not_in_dialect`, if more than one statement is about the requester
 *   (PCF does not say how they combine, 1:53.4.2.2.2), or a rule has conditions on data that the token
 *   has no word for, or a denial within a permit of certain data, which that permit would override;
 *   those of `decide`.
 */
export function pcfTokenExtension(
  request: PcfTokenRequest,
  set: VerifiedStatementSet,
  options: PcfTokenOptions,
): PcfExtension | undefined {
  assertVerifiedStatementSet(set)
  const whole = { ...request, legalBasis: 'consent', data: everything } as const
  // Of a set of which nothing can be said, nothing can be said of one statement in it.
  if (decide(whole, set, options).kind === 'unknown') return undefined
  const parties = partiesOf(whole)
  const about = set.statements.filter(
    ({ kind, grantee, controller, validUntil, withdrawnAt }) =>
      // What forbids whoever keeps the data to hand them out is about everybody.
      (parties.has(grantee.did) || (kind !== 'consent' && grantee.did === controller)) &&
      (options.at < validUntil || withdrawnAt !== undefined),
  )
  const [statement, ...others] = about
  if (statement === undefined) return undefined
  if (others.length > 0) throw unsayable('')
  const residual = residualOf(statement.terms.rule, {
    writing: { references: options.references, typesAs: () => '', relatedMeansDependents: true },
    options,
    kindOf: (rule) => {
      // The very set that was verified, of one rule without its conditions on data.
      const { kind, obligations } = decide(whole, only(set, statement, rule), options)
      // What is to be done beside has no word in a token.
      if (obligations.length > 0) throw unsayable('')
      return kind
    },
  })
  if (residual === undefined) return undefined
  const { patientId, consentId, policy } = options
  return deepFreeze({
    patient_id: patientId,
    doc_id: consentId,
    ...(policy !== undefined && { acp: policy }),
    ...(residual.length > 0 && { residual }),
  })
}

const everything = [{ scope: 'category' }] as const

function only(
  set: VerifiedStatementSet,
  statement: RegisteredStatement,
  rule: Rule,
): VerifiedStatementSet {
  const terms = { version: 'urn:fidecura:terms:1', rule } as const
  return mintStatementSet({ ...set, statements: [{ ...statement, terms }] })
}

interface Asking {
  readonly writing: Writing
  readonly options: PcfTokenOptions
  readonly kindOf: (rule: Rule) => Decision['kind']
}

function residualOf(rule: Rule, asking: Asking): readonly PcfResidualRule[] | undefined {
  const { kindOf } = asking
  const here = { ...inContext(rule), children: [] }
  const permits: [Rule, string][] = []
  const denials: [Rule, string][] = []
  if (rule.effect === 'permit' && kindOf(here) === 'permit') permits.push([rule, '/rule'])
  rule.children.forEach((child, index) => {
    const place = `/rule/children/${index}`
    if (child.effect === 'deny') {
      // A denial that may hold is one.
      if (kindOf(inContext(child)) !== 'no_consent') denials.push([child, place])
    } else if (rule.effect === 'permit') {
      // Bounded by the root, and with exceptions of its own.
      throw unsayable(place)
    } else if (kindOf({ ...here, children: [inContext(child)] }) === 'permit') {
      permits.push([child, place])
    }
  })
  if (permits.length === 0) return undefined
  // Its exceptions hold for those data alone, and a list has no place for that.
  if (rule.effect === 'deny' && isAboutData(rule)) throw unsayable('/rule/conditions')
  rule.children.forEach(({ children }, index) => {
    // Exceptions of exceptions have no place in a list.
    if (children.length > 0) throw unsayable(`/rule/children/${index}/children`)
  })
  for (const [{ conditions }, place] of [...permits, ...denials]) {
    // What is not ranked is of no known confidentiality: a denial of it is of more than its code says.
    const ranked = conditions.labels?.every((label) => rankOf(label, asking.options) !== -1) ?? true
    if (!ranked) throw unsayable(`${place}/conditions/labels`)
  }
  const forbidden = denials.map(([each, place]) => ruleOf('forbid', each, place, asking.writing))
  if (forbidden.some(isEverything)) return undefined
  const permitted = permits.map(([each, place]) => ruleOf('permit', each, place, asking.writing))
  if (permitted.some(isEverything)) return forbidden
  denials.forEach(([each, place]) => {
    // The permit would override it, unless it speaks of nothing that is permitted.
    if (!permits.every(([permit]) => isAbove(each, permit, asking.options))) throw unsayable(place)
  })
  return [{ type: 'forbid' }, ...permitted, ...forbidden]
}

function isAboutData(rule: Rule): boolean {
  return Object.keys(rule.conditions).length > Object.keys(inContext(rule).conditions).length
}

function isEverything(rule: PcfResidualRule): boolean {
  return Object.keys(rule).length === 1
}

/** Who, why, when and what is done, without what it is done to. */
function inContext(rule: Rule): Rule {
  const {
    labels: _,
    types: __,
    codes: ___,
    data: ____,
    dataPeriod: _____,
    ...context
  } = rule.conditions
  return { ...rule, conditions: context, children: [] }
}

function ruleOf(
  type: 'forbid' | 'permit',
  { effect, conditions }: Rule,
  place: string,
  writing: Writing,
): PcfResidualRule {
  const { labels, types, codes, data, dataPeriod } = conditions
  if (types !== undefined) throw unsayable(`${place}/conditions/types`)
  if (codes !== undefined) throw unsayable(`${place}/conditions/codes`)
  const span = dataPeriod && periodOf(dataPeriod, effect, `${place}/conditions/dataPeriod`)
  return {
    type,
    ...(labels && { securityLabel: labels.map(({ system, code }) => ({ system, code })) }),
    ...(span && { dataPeriod: span }),
    ...(data && { data: dataOf(data, effect, `${place}/conditions/data`, writing) }),
  }
}

/** A denial of what is more confidential than anything the permit is about. */
function isAbove(denial: Rule, permit: Rule, options: PcfTokenOptions): boolean {
  const ranksOf = ({ labels = [] }: Conditions): readonly (number | undefined)[] =>
    labels.map((label) => rankOf(label, options))
  const [denied, permitted] = [ranksOf(denial.conditions), ranksOf(permit.conditions)]
  const bound = Math.max(...permitted.map((rank) => rank ?? Infinity))
  if (denied.length === 0 || permitted.length === 0) return false
  return denied.every((rank) => rank !== undefined && rank > bound)
}

/** -1 for a confidentiality that the vocabulary does not rank, nothing for another label. */
function rankOf(
  { system, code }: ConsentCoding,
  { vocabulary }: DecideOptions,
): number | undefined {
  return system === consentCodeSystems.confidentiality
    ? vocabulary.confidentiality.indexOf(code)
    : undefined
}
