import { epochSeconds, type JsonValue } from '@fidecura/base'
import { parseDid } from '@fidecura/identity'
import type { AccessRequest, RequestedData } from '../src/access-request.ts'
import { type DecideInstants, decide } from '../src/decide.ts'
import type { Combiner, Decision } from '../src/decision.ts'
import { defaultVocabulary } from '../src/default-vocabulary.ts'
import { parseTerms } from '../src/parse-terms.ts'
import { mintRequester, type Requester, type RequesterFields } from '../src/requester.ts'
import {
  mintStatementSet,
  type RegisteredStatement,
  type StatementSetFields,
  type VerifiedStatementSet,
} from '../src/statement-set.ts'
import { type ConsentCoding, consentCodeSystems, type Rule, type Terms } from '../src/terms.ts'

export const now = epochSeconds(1_800_000_000)
export const day = 86_400

export const doctor = parseDid('did:key:zDoctorImaginary')
export const cardiology = parseDid('did:web:cardiology.hospital.example')
export const hospital = parseDid('did:web:hospital.example')
export const oncology = parseDid('did:web:oncology.hospital.example')
const patient = parseDid('did:key:zPatientImaginary')
export const record = { system: 'urn:example:records', value: '0001' } as const

export const loinc = (code: string): ConsentCoding => ({ system: consentCodeSystems.loinc, code })
export const label = (code: string): ConsentCoding => ({
  system: consentCodeSystems.confidentiality,
  code,
})
export const sensitivity = (code: string): ConsentCoding => ({
  system: consentCodeSystems.actCode,
  code,
})
export const kind = (code: string): ConsentCoding => ({
  system: consentCodeSystems.resourceTypes,
  code,
})

export const laboratory: RequestedData = { scope: 'category', codes: [loinc('11502-2')] }
export const notes: RequestedData = { scope: 'category', codes: [loinc('34109-9')] }
export const anything: RequestedData = { scope: 'category' }

export function permit(conditions: Rule['conditions'] = {}, children: readonly Rule[] = []): Rule {
  return { effect: 'permit', conditions, children }
}

export function deny(conditions: Rule['conditions'] = {}, children: readonly Rule[] = []): Rule {
  return { effect: 'deny', conditions, children }
}

export function termsOf(rule: Rule): Terms {
  return parseTerms({ version: 'urn:fidecura:terms:1', rule } as unknown as JsonValue)
}

export function statement(
  rule: Rule,
  overrides: Partial<RegisteredStatement> = {},
): RegisteredStatement {
  const sequence = overrides.sequence ?? 1
  return {
    sequence,
    registeredAt: epochSeconds(now - 10 * day + sequence),
    withdrawnAt: undefined,
    id: `urn:example:statement:${sequence}`,
    issuer: patient,
    kind: 'consent',
    grantee: { did: cardiology, name: 'Cardiology' },
    controller: hospital,
    terms: termsOf(rule),
    validFrom: epochSeconds(now - 20 * day),
    validUntil: epochSeconds(now + 90 * day),
    ...overrides,
  }
}

export function setOf(
  statements: readonly RegisteredStatement[],
  overrides: Partial<StatementSetFields> = {},
): VerifiedStatementSet {
  return mintStatementSet({ record, asOf: now, register: hospital, statements, ...overrides })
}

export function requesterOf(overrides: Partial<RequesterFields> = {}): Requester {
  const parties = [doctor, cardiology, hospital]
  return mintRequester({ parties, purposes: ['PurposeOfUse'], at: now, now, ...overrides })
}

export function request(overrides: Partial<AccessRequest> = {}): AccessRequest {
  return Object.freeze({
    requester: requesterOf(),
    subject: record,
    purposes: ['TREAT'],
    action: 'access',
    custodian: hospital,
    data: [laboratory],
    legalBasis: 'consent',
    ...overrides,
  })
}

export const options: DecideInstants & { readonly combine: Combiner } = Object.freeze({
  at: now,
  now,
  maxAgeSeconds: 60,
  combine: 'newest',
  vocabulary: defaultVocabulary,
})

/** Of data of which it is not known who keeps them. */
export const keptNowhere: AccessRequest = /* @__PURE__ */ (() => {
  const { custodian: _, ...others } = request()
  return Object.freeze(others)
})()

/** What one statement answers to this request. */
export function askOf(
  asked: AccessRequest,
  rule: Rule,
  overrides: Partial<RegisteredStatement> = {},
): Decision {
  return decide(asked, setOf([statement(rule, overrides)]), options)
}

/** What one statement with this rule answers. */
export function ask(rule: Rule, overrides: Partial<AccessRequest> = {}): Decision {
  return decide(request(overrides), setOf([statement(rule)]), options)
}
