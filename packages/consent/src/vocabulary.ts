import { deepFreeze } from '@fidecura/base'
import { ConsentError } from './errors.ts'

/** Code to the next broader code; `null` for the broadest. */
export type Hierarchy = Readonly<Record<string, string | null>>

/** Which codes lie under which. Data, so that a jurisdiction can bring its own. */
export interface VocabularyData {
  /** Changes with every change of the tables; a decision names it. */
  readonly version: string
  /** ActReason. */
  readonly purposes: Hierarchy
  /** Purposes that a permit must name itself. */
  readonly emergencyPurposes: readonly string[]
  /** Least confidential first. */
  readonly confidentiality: readonly string[]
  /** ActCode. */
  readonly sensitivities: Hierarchy
  /** By code system. */
  readonly codes: Readonly<Record<string, Hierarchy>>
}

declare const checked: unique symbol

/** Only {@link createVocabulary} makes one. Deep-frozen. */
export interface Vocabulary extends VocabularyData {
  readonly [checked]: true
}

/**
 * Vouches for tables of codes, and copies them.
 *
 * @throws {@link ConsentError} `vocabulary_malformed`: a cycle, a parent that is not there, or a code
 *   twice.
 */
export function createVocabulary(data: VocabularyData): Vocabulary {
  const copy = structuredClone(data)
  for (const [name, hierarchy] of [
    ['purposes', copy.purposes],
    ['sensitivities', copy.sensitivities],
    ...Object.entries(copy.codes),
  ] as const) {
    for (const code of Object.keys(hierarchy)) assertEnds(hierarchy, code, name)
  }
  const { confidentiality, emergencyPurposes, purposes } = copy
  if (new Set(confidentiality).size !== confidentiality.length) throw malformed('confidentiality')
  if (!emergencyPurposes.every((code) => Object.hasOwn(purposes, code))) {
    throw malformed('emergencyPurposes')
  }
  return deepFreeze(copy) as Vocabulary
}

/** The code and every narrower one. */
export function narrowerCodes(hierarchy: Hierarchy, code: string): ReadonlySet<string> {
  const found = new Set([code])
  for (const candidate of Object.keys(hierarchy)) {
    if (broaderCodes(hierarchy, candidate).has(code)) found.add(candidate)
  }
  return found
}

/** Every broader code, without the code itself. */
export function broaderCodes(hierarchy: Hierarchy, code: string): ReadonlySet<string> {
  const found = new Set<string>()
  let next = parentOf(hierarchy, code)
  while (typeof next === 'string') {
    found.add(next)
    next = parentOf(hierarchy, next)
  }
  return found
}

function parentOf(hierarchy: Hierarchy, code: string): string | null | undefined {
  return Object.hasOwn(hierarchy, code) ? hierarchy[code] : undefined
}

function assertEnds(hierarchy: Hierarchy, code: string, place: string): void {
  let stepsLeft = Object.keys(hierarchy).length
  let next = parentOf(hierarchy, code)
  while (typeof next === 'string') {
    if (stepsLeft-- === 0 || !Object.hasOwn(hierarchy, next)) throw malformed(place)
    next = parentOf(hierarchy, next)
  }
}

function malformed(place: string): ConsentError {
  return new ConsentError('vocabulary_malformed', 'Not a hierarchy of codes', { place })
}
