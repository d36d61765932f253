import type { Did } from '@fidecura/identity'
import type { Duty } from './duty.ts'

/**
 * What a patient states, whatever form it came in: one tree of rules. A rule's children are its
 * exceptions: they are looked at only where the rule itself matches, and the deepest one that
 * matches decides. Of two exceptions beside each other that both match, the denial decides.
 */
export interface Terms {
  readonly version: 'urn:fidecura:terms:1'
  readonly rule: Rule
}

/** One rule, with its exceptions, which decide before it where they hold. */
export interface Rule {
  readonly effect: Effect
  readonly conditions: Conditions
  readonly children: readonly Rule[]
  /** Of a permit: what must be done by whoever receives data by it, or by a permit below it. */
  readonly duties?: readonly Duty[]
}

/** What a rule says where its conditions hold. */
export type Effect = 'permit' | 'deny'

/**
 * All members must match, and a member that is absent matches everything. A list matches if one of
 * its entries does; no list is empty.
 */
export interface Conditions {
  /** When the rule holds. */
  readonly period?: TimeSpan
  /**
   * A permit asks for one of each role that is named here; a denial matches as soon as one of them,
   * in whatever role, takes part.
   */
  readonly actors?: readonly Actor[]
  readonly actions?: readonly Action[]
  /** ActReason codes. A permit covers the narrower ones too, emergency purposes excepted. */
  readonly purposes?: readonly string[]
  /** A permit covers data labelled at most so; a denial covers what is labelled at least so, or not at all. */
  readonly labels?: readonly ConsentCoding[]
  /** Kinds of resource or document. */
  readonly types?: readonly ConsentCoding[]
  /** What the data say or are, such as LOINC codes. */
  readonly codes?: readonly ConsentCoding[]
  /** Single records, and what belongs to them. */
  readonly data?: readonly DataReference[]
  /** When the data were made. */
  readonly dataPeriod?: TimeSpan
  /** Names of conditions that could not be understood: false in a permit, true in a denial. */
  readonly unknown?: readonly string[]
}

/** Seconds since the epoch, negative before it; `end` is exclusive. At least one is there. */
export interface TimeSpan {
  readonly start?: number
  readonly end?: number
}

/** A party that a condition names, and in what role. */
export type Actor = ActorByDid | ActorByIdentifier | ActorByCode | ActorInGroup

/**
 * A person, a department or an organisation, and whatever is part of it. What no credential and no
 * fact of the custodian makes a part of it is none.
 */
export interface ActorByDid extends ActorInRole {
  readonly did: Did
}

/**
 * The person who has this number; organisations are named by their DIDs. Of a system of which no
 * number was shown it is not known whether somebody has it; whoever showed another one has it not.
 */
export interface ActorByIdentifier extends ActorInRole {
  readonly identifier: PartyIdentifier
}

/**
 * Everybody of a kind: a profession, a specialty. Whoever hid some of theirs may be of it, or showed
 * none of that system, or one that is broader.
 */
export interface ActorByCode extends ActorInRole {
  readonly code: ConsentCoding
}

/** The members of a group or care team; who they are the custodian's facts say, or nobody knows. */
export interface ActorInGroup extends ActorInRole {
  /** A URI. */
  readonly group: string
}

/** What every naming of a party has. */
export interface ActorInRole {
  /** Who gets to see the data, or who keeps them. */
  readonly role: ActorRole
}

/** Whether a party receives the data or keeps it. */
export type ActorRole = (typeof actorRoles)[number]

/** A number in somebody's register, such as that of a licence. */
export interface PartyIdentifier {
  /** A URI. */
  readonly system: string
  readonly value: string
}

/** A record, and what of its surroundings is meant with it. */
export interface DataReference {
  readonly meaning: DataMeaning
  /** What identifies the record; for `authoredby`, the author. */
  readonly reference: string
}

/**
 * FHIR consent-data-meaning. `instance`: the record itself. `related`: it, and what it refers to.
 * `dependents`: it, and what refers to it. `authoredby`: what was written by it.
 */
export type DataMeaning = (typeof dataMeanings)[number]

/** FHIR consentaction. */
export type Action = (typeof actions)[number]

/** A code of a code system. */
export interface ConsentCoding {
  /** A URI. */
  readonly system: string
  readonly code: string
}

export const actorRoles = ['recipient', 'custodian'] as const

export const dataMeanings = ['instance', 'related', 'dependents', 'authoredby'] as const

export const actions = ['collect', 'access', 'use', 'disclose', 'correct'] as const

/** Bounds of one tree of terms. */
export const termsLimits = { depth: 8, rules: 256, entries: 64, text: 512 } as const

/** The code systems that terms use, by their URIs. */
export const consentCodeSystems = {
  actReason: 'http://terminology.hl7.org/CodeSystem/v3-ActReason',
  actCode: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
  confidentiality: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality',
  participation: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType',
  consentAction: 'http://terminology.hl7.org/CodeSystem/consentaction',
  consentScope: 'http://terminology.hl7.org/CodeSystem/consentscope',
  resourceTypes: 'http://hl7.org/fhir/resource-types',
  loinc: 'http://loinc.org',
} as const
