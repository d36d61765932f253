import { type ClaimSpec, code, text } from './claim-spec.ts'

/** A value of a code system, as FHIR writes it; see `codeSystems`. */
export type Coding = {
  readonly system: string
  readonly code: string
  readonly display?: string
}

/** An identifier that somebody assigned, as FHIR writes it; see `identifierSystems`. */
export type Identifier = {
  readonly system: string
  readonly value: string
}

export const coding: ClaimSpec = { system: text, code: code, 'display?': text }

export const identifier: ClaimSpec = { system: text, value: 128 }
