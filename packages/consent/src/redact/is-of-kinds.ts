import {
  CodedError,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseJson,
} from '@fidecura/base'
import type { ConsentCoding } from '../terms.ts'
import { aboutNobody } from './about-patient.ts'
import { redactLimits } from './redact.ts'
import { factsOf, type ResourceFacts } from './resource-facts.ts'

/**
 * Whether content is of some kinds of data and of nothing else: for whoever may look into a part of a record. A code
 * stands for itself alone. What cannot be judged by what it says of itself, such as a Bundle or no FHIR at all, is of
 * no kind.
 *
 * @param bytes - One resource of FHIR.
 * @param kinds - By type or by content, as a mandate names them. Of none nothing is.
 */
export function isOfKinds(bytes: Uint8Array, kinds: readonly ConsentCoding[]): boolean {
  const resource = resourceOf(bytes)
  const facts = resource && factsOf(resource, (system) => system)
  return facts?.every((each, n) => (n > 0 && isAboutNobody(each)) || isOne(each, kinds)) === true
}

function resourceOf(bytes: Uint8Array): JsonObject | undefined {
  try {
    const content: JsonValue = parseJson(bytes, {
      ...{ maxBytes: redactLimits.bytes, maxDepth: redactLimits.depth },
    })
    return isJsonObject(content) ? content : undefined
  } catch (error) {
    if (CodedError.is(error)) return undefined
    throw error
  }
}

function isOne({ types, codes }: ResourceFacts, kinds: readonly ConsentCoding[]): boolean {
  return [...types, ...codes].some(({ system, code }) =>
    kinds.some((kind) => kind.system === system && kind.code === code),
  )
}

function isAboutNobody({ types: [type] }: ResourceFacts): boolean {
  return type !== undefined && aboutNobody.includes(type.code)
}
