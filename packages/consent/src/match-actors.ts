import type { Did } from '@fidecura/identity'
import type { AccessRequest } from './access-request.ts'
import { indexOfFacts } from './custodian-facts.ts'
import { type CompiledCodes, lookUp } from './match-codes.ts'
import { type Match, no, perhaps, yes } from './match-result.ts'
import type { Effect } from './terms.ts'

/** Parties of a condition, by their role; at least one of the two is there. */
export interface CompiledActors {
  readonly recipients: CompiledParties | undefined
  readonly custodians: CompiledParties | undefined
}

/** By how they are named; what nobody is named by is absent. */
export interface CompiledParties {
  readonly dids: ReadonlySet<Did> | undefined
  /** Values by system. */
  readonly identifiers: ReadonlyMap<string, ReadonlySet<string>> | undefined
  readonly codes: CompiledCodes | undefined
  readonly groups: readonly string[] | undefined
}

type Facts = AccessRequest['facts']

/** Whoever asks, whom they act for, and what these are parts of: whose statements are about them. */
export function partiesOf({ requester, facts }: AccessRequest): ReadonlySet<Did> {
  const parties = new Set(requester.parties)
  if (facts === undefined) return parties
  for (const party of requester.parties) {
    for (const whole of wholesOf(party, facts) ?? []) parties.add(whole)
  }
  return parties
}

/** Who keeps the data: the controller, or what is a part of it; what it is a part of, perhaps. */
export function matchController(controller: Did, { custodian, facts }: AccessRequest): Match {
  if (custodian === undefined) return perhaps
  if (custodian === controller) return yes
  if (facts === undefined) return no
  if (wholesOf(custodian, facts)?.has(controller) === true) return yes
  return keepsFor(controller, custodian, facts)
}

/** A permit asks for one of each role; a denial matches as soon as one of them takes part. */
export function matchActors(
  { recipients, custodians }: CompiledActors,
  effect: Effect,
  request: AccessRequest,
): Match {
  if (custodians === undefined) return recipients ? matchRecipient(recipients, request) : yes
  const keeps = matchCustodian(custodians, request)
  if (recipients === undefined) return keeps
  const receives = matchRecipient(recipients, request)
  if (effect === 'permit') return receives === no || keeps === no ? no : receives | keeps
  return receives === yes || keeps === yes ? yes : receives | keeps
}

function matchRecipient(parties: CompiledParties, { requester, facts }: AccessRequest): Match {
  const { dids, identifiers, codes, groups } = parties
  let match = no
  if (dids !== undefined) {
    for (const party of requester.parties) if (isAmong(dids, party, facts)) return yes
  }
  if (identifiers !== undefined) {
    const found = matchIdentifiers(identifiers, requester.identifiers)
    if (found === yes) return yes
    match |= found
  }
  if (codes !== undefined) {
    const found = lookUp(codes.sure, requester.codes)
    if (found === 'code') return yes
    const broader = lookUp(codes.perhaps, requester.codes) === 'code'
    if (broader || found === 'nothing' || !requester.allCodesShown) match |= perhaps
  }
  if (groups === undefined) return match
  const found = matchGroups(groups, requester.parties, facts)
  return found === yes ? yes : match | found
}

/** Of a custodian nothing is known but who it is, and what it is a part of. */
function matchCustodian(parties: CompiledParties, { custodian, facts }: AccessRequest): Match {
  if (custodian === undefined) return perhaps
  const { dids, identifiers, codes, groups } = parties
  if (dids !== undefined && isAmong(dids, custodian, facts)) return yes
  const found = groups === undefined ? no : matchGroups(groups, [custodian], facts)
  if (found === yes) return yes
  if (identifiers !== undefined || codes !== undefined) return perhaps
  return facts === undefined ? found : found | keepsForAny(parties, custodian, facts)
}

function keepsForAny(
  { dids, groups }: CompiledParties,
  custodian: Did,
  facts: NonNullable<Facts>,
): Match {
  let match = no
  for (const did of dids ?? []) match |= keepsFor(did, custodian, facts)
  const { members } = indexOfFacts(facts)
  for (const group of groups ?? []) {
    for (const did of members.get(group) ?? []) match |= keepsFor(did, custodian, facts)
  }
  return match
}

/** Whoever keeps the data of a whole keeps those of its parts among them: which ones nobody said. */
function keepsFor(part: Did, custodian: Did, facts: NonNullable<Facts>): Match {
  return wholesOf(part, facts)?.has(custodian) === true ? perhaps : no
}

function isAmong(dids: ReadonlySet<Did>, party: Did, facts: Facts): boolean {
  if (dids.has(party)) return true
  const wholes = facts === undefined ? undefined : wholesOf(party, facts)
  if (wholes !== undefined) for (const whole of wholes) if (dids.has(whole)) return true
  return false
}

function matchIdentifiers(
  wanted: ReadonlyMap<string, ReadonlySet<string>>,
  shown: AccessRequest['requester']['identifiers'],
): Match {
  let shownSystems = 0
  for (const [system, values] of wanted) {
    let isShown = false
    for (const identifier of shown) {
      if (identifier.system !== system) continue
      if (values.has(identifier.value)) return yes
      isShown = true
    }
    if (isShown) shownSystems++
  }
  return shownSystems === wanted.size ? no : perhaps
}

function matchGroups(groups: readonly string[], parties: readonly Did[], facts: Facts): Match {
  if (facts === undefined) return perhaps
  const { members } = indexOfFacts(facts)
  let match = no
  for (const group of groups) {
    const dids = members.get(group)
    if (dids === undefined) match = perhaps
    else for (const party of parties) if (isAmong(dids, party, facts)) return yes
  }
  return match
}

function wholesOf(party: Did, facts: NonNullable<Facts>): ReadonlySet<Did> | undefined {
  return indexOfFacts(facts).wholes.get(party)
}
