import { systemClock } from '@fidecura/base'
import {
  consentCodeSystems,
  type RequestedCategory,
  type VerifiedStatementSet,
} from '@fidecura/consent'
import { type DraftStatement, type StatedRequest, whatIf } from '@fidecura/consent/assess'
import type { NamedCode } from '@fidecura/consent/explain'
import type { Configuration } from '@fidecura/server/client'
import { jurisdictions } from './jurisdictions.ts'

/** One thing that somebody could ask for, and whether it would be given. */
export interface Allowed {
  readonly purpose: string
  readonly data: Pick<NamedCode, 'system' | 'code'>
  readonly before: boolean
  readonly after: boolean
}

const { resourceTypes, loinc } = consentCodeSystems

/** What is looked at beside what is asked for: so that one sees what stays closed. */
const commonKinds: readonly Pick<NamedCode, 'system' | 'code'>[] = [
  { system: loinc, code: '11502-2' },
  { system: resourceTypes, code: 'Condition' },
  { system: resourceTypes, code: 'ImagingStudy' },
]

export interface AllowedOptions {
  readonly jurisdiction: Configuration['jurisdiction']
  readonly set: VerifiedStatementSet
  readonly draft: DraftStatement
  /** What the request asked for. */
  readonly purposes: readonly string[]
  readonly data: readonly Pick<NamedCode, 'system' | 'code'>[]
}

/** Asks, before anything is signed, what whoever asks could read then: each kind, for each purpose. */
export function allowedBy(options: AllowedOptions): readonly Allowed[] {
  const { set, draft, purposes, data } = options
  const jurisdiction = jurisdictions[options.jurisdiction]
  const kinds = [
    ...data,
    ...commonKinds.filter((kind) => !data.some((one) => one.code === kind.code)),
  ]
  const asked = [...purposes, ...(purposes.includes('HRESCH') ? [] : ['HRESCH'])]
  const questions = asked.flatMap((purpose) => kinds.map((kind) => ({ purpose, data: kind })))
  const requests = questions.map(({ purpose, data: kind }): StatedRequest => {
    const { grantee, controller } = draft
    return {
      requester: { parties: [grantee.did], purposes: [purpose] },
      ...{ subject: set.record, purposes: [purpose], action: 'access', custodian: controller },
      data: [categoryOf(kind)],
    }
  })
  const results = whatIf(set, draft, requests, { at: systemClock(), jurisdiction })
  return questions.map((question, index) => ({
    ...question,
    before: results[index]?.before.outcome === 'permit',
    after: results[index]?.after.outcome === 'permit',
  }))
}

function categoryOf(coding: Pick<NamedCode, 'system' | 'code'>): RequestedCategory {
  return coding.system === resourceTypes
    ? { scope: 'category', types: [coding] }
    : { scope: 'category', codes: [coding] }
}
