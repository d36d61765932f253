import type { PcfResidualRule } from '../../src/fhir/index.ts'
import { consentCodeSystems } from '../../src/terms.ts'
import type { Person } from './examples.ts'

/**
 * What the notes on PCF's examples give as `residual`. Absent: no such member. `none`: no token. The
 * references are those of the resources.
 */
export interface TokenRow {
  readonly example: string
  readonly person: Person
  readonly purpose: string
  readonly residual: readonly PcfResidualRule[] | 'none' | undefined
  /** Where it differs from what is published, and why. */
  readonly differs?: string
}

const label = (...codes: readonly string[]) => ({
  securityLabel: codes.map((code) => ({ system: consentCodeSystems.confidentiality, code })),
})
const sensitivity = (...codes: readonly string[]) => ({
  securityLabel: codes.map((code) => ({ system: consentCodeSystems.actCode, code })),
})
const data = (meaning: string, ...references: readonly string[]) => ({
  data: references.map((reference) => ({ meaning, reference: { reference } })),
})
const forbidAll = { type: 'forbid' } as const
const permit = (what: object): PcfResidualRule => ({ type: 'permit', ...what })
const forbid = (what: object): PcfResidualRule => ({ type: 'forbid', ...what })

const normal = [forbidAll, permit(label('N'))]
const colleague = { person: 'colleague', purpose: 'TREAT' } as const
const practitioner = { person: 'practitioner', purpose: 'TREAT' } as const
const zones =
  'a date without zone is a day in every zone where it permits, and in any where it forbids'

export const tokens: readonly TokenRow[] = [
  { example: 'consent-basic-treat', ...practitioner, residual: undefined },
  { example: 'consent-basic-treat', ...practitioner, purpose: 'HRESCH', residual: 'none' },
  { example: 'consent-basic-treat-infant', ...practitioner, residual: undefined },
  { example: 'consent-basic-ink', ...practitioner, residual: undefined },
  { example: 'consent-basic-research', ...practitioner, purpose: 'HRESCH', residual: undefined },
  { example: 'consent-basic-reject', ...practitioner, residual: 'none' },
  { example: 'consent-expired-treat', ...practitioner, residual: 'none' },
  {
    example: 'consent-intermediate-timeframe',
    ...practitioner,
    residual: [
      forbidAll,
      permit({ dataPeriod: { start: '2022-01-01T12:00:00Z', end: '2022-12-31T10:00:00Z' } }),
    ],
    differs: zones,
  },
  {
    example: 'consent-intermediate-not-timeframe',
    ...practitioner,
    residual: [
      forbid({ dataPeriod: { start: '2021-12-31T10:00:00Z', end: '2023-01-01T11:59:59Z' } }),
    ],
    differs: zones,
  },
  {
    example: 'consent-intermediate-data',
    ...practitioner,
    residual: [
      forbidAll,
      permit(
        data(
          'instance',
          'Encounter/ex-encounter',
          'Observation/ex-weight-2',
          'Observation/ex-weight',
          'Observation/ex-bloodPressure',
          'Observation/ex-bloodSugar',
          'Observation/ex-alcoholUse',
        ),
      ),
    ],
    differs: 'the note still names ex-weight-stone, where the example has ex-weight-2',
  },
  {
    example: 'consent-intermediate-not-data',
    ...practitioner,
    residual: [forbid(data('instance', 'Observation/ex-alcoholUse'))],
  },
  {
    example: 'consent-intermediate-authoredby',
    ...colleague,
    residual: [forbidAll, permit(data('authoredby', 'Practitioner/ex-practitioner'))],
  },
  {
    example: 'consent-intermediate-not-authoredby',
    ...colleague,
    residual: [forbid(data('authoredby', 'Practitioner/ex-practitioner'))],
    differs: 'the note permits what its own text, and the consent, forbid',
  },
  {
    example: 'consent-intermediate-encounter',
    ...practitioner,
    residual: [forbidAll, permit(data('related', 'Encounter/ex-encounter'))],
  },
  {
    example: 'consent-intermediate-not-encounter',
    ...practitioner,
    residual: [forbid(data('related', 'Encounter/ex-encounter'))],
  },
  {
    example: 'consent-intermediate-purpose',
    person: 'researcher',
    purpose: 'FOOBAR',
    residual: undefined,
  },
  { example: 'consent-intermediate-purpose', ...colleague, purpose: 'FOOBAR', residual: 'none' },
  { example: 'consent-intermediate-purpose', ...colleague, person: 'researcher', residual: 'none' },
  { example: 'dissent-intermediate-break-glass', ...practitioner, residual: 'none' },
  {
    example: 'dissent-intermediate-break-glass',
    ...practitioner,
    purpose: 'BTG',
    residual: undefined,
  },
  { example: 'dissent-intermediate-break-glass', ...colleague, purpose: 'BTG', residual: 'none' },
  { example: 'consent-advanced-normal', ...practitioner, residual: normal },
  {
    example: 'consent-advanced-normal-restricted',
    ...practitioner,
    residual: [forbidAll, permit(label('N', 'R'))],
  },
  {
    example: 'consent-advanced-normal-not-restricted',
    ...practitioner,
    residual: [...normal, forbid(label('R'))],
  },
  {
    example: 'consent-advanced-normal-focused-restricted',
    ...practitioner,
    residual: [...normal, permit(label('R'))],
    differs: 'the note says that its result is that of one permit of N and R, and so it is',
  },
  { example: 'consent-advanced-normal-focused-restricted', ...colleague, residual: normal },
  {
    example: 'consent-advanced-normal-focused-psy',
    ...practitioner,
    residual: [...normal, permit(sensitivity('PSY'))],
  },
  { example: 'consent-advanced-normal-focused-psy', ...colleague, residual: normal },
  {
    example: 'consent-advanced-normal-focused-psy-or-sdv',
    ...practitioner,
    residual: [...normal, permit(sensitivity('PSY', 'SDV'))],
  },
  { example: 'consent-advanced-normal-focused-psy-or-sdv', ...colleague, residual: normal },
  { example: 'consent-advanced-normal-break-glass-restricted', ...practitioner, residual: normal },
  {
    example: 'consent-advanced-normal-break-glass-restricted',
    ...practitioner,
    purpose: 'BTG',
    residual: [forbidAll, permit(label('R'))],
    differs: 'as one permit of N and R: a permit of R is of what is less confidential, too',
  },
]
