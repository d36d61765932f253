import { isJsonObject, type JsonValue } from '@fidecura/base'
import { malformed } from './token-shape.ts'

/** What shows whose key it is, by the name of the credential that does. */
export type EvidenceName = 'identity' | 'guardianship'

// A chain is as deep as accreditations may be, with room to spare.
const maxChain = 32
const maxLength = 524_288

/** Which of the two this is; anything that is not an object is taken for the first, and refused then. */
export function evidenceNameOf(evidence: unknown): EvidenceName {
  const isOther =
    isJsonObject(evidence as JsonValue) && Object.hasOwn(evidence as object, 'guardianship')
  return isOther ? 'guardianship' : 'identity'
}

/**
 * Looks at evidence before anything is done with it: it comes from outside, is kept by registers, and
 * must not turn up in the message of an error of the engine.
 *
 * @throws ConsentError `token_malformed`.
 */
export function assertEvidence(evidence: unknown, place = '/evidence'): void {
  if (!isJsonObject(evidence as JsonValue)) throw malformed(place)
  const name = evidenceNameOf(evidence)
  const { [name]: credential, chain = [] } = evidence as Readonly<Record<string, unknown>>
  if (!Array.isArray(chain) || chain.length > maxChain) throw malformed(`${place}/chain`)
  let length = 0
  for (const text of [credential, ...chain]) {
    if (typeof text !== 'string') throw malformed(place)
    length += text.length
  }
  if (length > maxLength) throw malformed(place)
}
