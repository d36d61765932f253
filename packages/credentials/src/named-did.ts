import type { Did } from '@fidecura/identity'
import { type ClaimSpec, did, text } from './claim-spec.ts'

/** An organisation, by what verifies and by what people read. */
export type NamedDid = {
  readonly did: Did
  readonly name: string
}

export const namedDid: ClaimSpec = { did, name: text }
