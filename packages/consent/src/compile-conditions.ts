import type { Did } from '@fidecura/identity'
import type { CompiledConditions } from './match.ts'
import type { CompiledActors, CompiledParties } from './match-actors.ts'
import type { CodeSets, CompiledCodes } from './match-codes.ts'
import type { CompiledReferences } from './match-data.ts'
import type { CompiledLabels } from './match-labels.ts'
import { no, perhaps, yes } from './match-result.ts'
import {
  type Actor,
  type ActorRole,
  type ConsentCoding,
  consentCodeSystems,
  type DataMeaning,
  type DataReference,
  type Rule,
} from './terms.ts'
import { broaderCodes, type Hierarchy, narrowerCodes, type Vocabulary } from './vocabulary.ts'

/** @param controller - Of the outermost rule alone, which bounds those below it. */
export function compileConditions(
  { effect, conditions }: Rule,
  purposes: readonly string[] | undefined,
  controller: Did | undefined,
  vocabulary: Vocabulary,
): CompiledConditions {
  const { period, actors, actions, labels, types, codes, data, dataPeriod, unknown } = conditions
  return {
    effect,
    period,
    controller,
    actors: actors && compileActors(actors, vocabulary),
    actions: actions && new Set(actions),
    ...compilePurposes(effect, conditions.purposes, purposes, vocabulary),
    references: data && compileReferences(data),
    types: types && codeSets(types, ({ code }) => [code]),
    codes: codes && compileCodes(codes, vocabulary),
    labels: labels && compileLabels(effect, labels, vocabulary),
    dataPeriod,
    unknown: unknown !== undefined,
  }
}

/**
 * Emergency purposes match where they are named, never because a broader purpose is, or none. A
 * denial also takes a broader purpose than its own, for that includes what is denied; what it excepts
 * is then not permitted, for it says nothing of the rest.
 */
function compilePurposes(
  effect: Rule['effect'],
  own: readonly string[] | undefined,
  named: readonly string[] | undefined,
  vocabulary: Vocabulary,
): Pick<CompiledConditions, 'purposes' | 'otherPurposes'> {
  const { purposes: hierarchy, emergencyPurposes } = vocabulary
  const emergency = new Set(emergencyPurposes)
  const sure = new Set(named)
  const unsure = new Set<string>()
  if (own === undefined) {
    for (const code of Object.keys(hierarchy)) if (!emergency.has(code)) sure.add(code)
    // A denial without purposes denies them all; a permit is silent on what nobody named.
    return { purposes: { sure, perhaps: unsure }, otherPurposes: effect === 'deny' ? yes : perhaps }
  }
  for (const code of own) {
    for (const narrower of narrowerCodes(hierarchy, code)) {
      if (!emergency.has(narrower)) sure.add(narrower)
      else if (!sure.has(narrower) && effect === 'permit') unsure.add(narrower)
    }
    if (effect === 'deny' && !emergency.has(code)) {
      for (const broader of broaderCodes(hierarchy, code)) {
        if (!emergency.has(broader) && !sure.has(broader)) unsure.add(broader)
      }
    }
  }
  return { purposes: { sure, perhaps: unsure }, otherPurposes: no }
}

function compileLabels(
  effect: Rule['effect'],
  labels: readonly ConsentCoding[],
  { confidentiality, sensitivities }: Vocabulary,
): CompiledLabels {
  const confidential = labels.filter(({ system }) => system === consentCodeSystems.confidentiality)
  const others = labels.filter(({ system }) => system !== consentCodeSystems.confidentiality)
  // A code that is not ranked: below every label in a permit, and above none in a denial.
  const ranks = confidential.map(({ code }) => confidentiality.indexOf(code))
  const bound = effect === 'permit' ? Math.max(...ranks) : Math.min(...ranks)
  const hierarchy = (system: string): Hierarchy =>
    system === consentCodeSystems.actCode ? sensitivities : {}
  return {
    confidentialitySystem: consentCodeSystems.confidentiality,
    ranks: new Map(confidentiality.map((code, rank) => [code, rank])),
    bound: confidential.length === 0 ? undefined : bound,
    sure: codeSets(others, ({ system, code }) => narrowerCodes(hierarchy(system), code)),
    perhaps: codeSets(others, ({ system, code }) => broaderCodes(hierarchy(system), code)),
  }
}

function hierarchyOf({ codes }: Vocabulary, system: string): Hierarchy {
  return (Object.hasOwn(codes, system) ? codes[system] : undefined) ?? {}
}

function codeSets(
  codings: readonly ConsentCoding[],
  related: (coding: ConsentCoding) => Iterable<string>,
): CodeSets {
  const sets = new Map<string, Set<string>>()
  for (const coding of codings) {
    const codes = sets.get(coding.system) ?? new Set<string>()
    for (const code of related(coding)) codes.add(code)
    sets.set(coding.system, codes)
  }
  return sets
}

function compileActors(actors: readonly Actor[], vocabulary: Vocabulary): CompiledActors {
  const inRole = (role: ActorRole): CompiledParties | undefined => {
    const parties = actors.filter((actor) => actor.role === role)
    return parties.length === 0 ? undefined : compileParties(parties, vocabulary)
  }
  return { recipients: inRole('recipient'), custodians: inRole('custodian') }
}

function compileParties(parties: readonly Actor[], vocabulary: Vocabulary): CompiledParties {
  const dids = parties.flatMap((party) => ('did' in party ? [party.did] : []))
  const identifiers = parties.flatMap((party) => ('identifier' in party ? [party.identifier] : []))
  const codes = parties.flatMap((party) => ('code' in party ? [party.code] : []))
  const groups = parties.flatMap((party) => ('group' in party ? [party.group] : []))
  const values = identifiers.map(({ system, value }) => ({ system, code: value }))
  return {
    dids: setOf(dids),
    identifiers: values.length === 0 ? undefined : codeSets(values, ({ code }) => [code]),
    codes: codes.length === 0 ? undefined : compileCodes(codes, vocabulary),
    groups: groups.length === 0 ? undefined : groups,
  }
}

function compileCodes(codes: readonly ConsentCoding[], vocabulary: Vocabulary): CompiledCodes {
  const related =
    (codesOf: typeof narrowerCodes) =>
    ({ system, code }: ConsentCoding) =>
      codesOf(hierarchyOf(vocabulary, system), code)
  return {
    sure: codeSets(codes, related(narrowerCodes)),
    perhaps: codeSets(codes, related(broaderCodes)),
  }
}

function compileReferences(data: readonly DataReference[]): CompiledReferences {
  const of = (...meanings: readonly DataMeaning[]): ReadonlySet<string> | undefined =>
    setOf(
      data.filter(({ meaning }) => meanings.includes(meaning)).map(({ reference }) => reference),
    )
  return {
    records: of('instance', 'related', 'dependents'),
    related: of('related'),
    dependsOn: of('dependents'),
    authors: of('authoredby'),
  }
}

function setOf<T>(values: readonly T[]): ReadonlySet<T> | undefined {
  return values.length === 0 ? undefined : new Set(values)
}
