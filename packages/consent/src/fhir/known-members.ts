import { isJsonObject, type JsonObject } from '@fidecura/base'

/** Members below the first level that are read, or say nothing that restricts. FHIR R4 §2.24 and R5 §2.1.28. */
const shapes: Readonly<Record<ShapeName, Shape>> = {
  Period: { values: ['start', 'end'], others: [] },
  Coding: { values: ['system', 'version', 'code', 'display', 'userSelected'], others: [] },
  CodeableConcept: { values: ['text'], others: ['coding'] },
  Reference: { values: ['reference', 'type', 'display'], others: ['identifier'] },
  Identifier: { values: ['use', 'system', 'value'], others: ['type', 'period', 'assigner'] },
  Actor: { values: [], others: ['role', 'reference'] },
  Data: { values: ['meaning'], others: ['reference'] },
}

interface Shape {
  /** Primitive ones, which may have a companion with an underscore. */
  readonly values: readonly string[]
  readonly others: readonly string[]
}

/** One of the types whose members are known. */
export type ShapeName =
  | 'Period'
  | 'Coding'
  | 'CodeableConcept'
  | 'Reference'
  | 'Identifier'
  | 'Actor'
  | 'Data'

/**
 * Whether nothing in it goes beyond what such a type has. A companion without its value says that there is one
 * that is not told, and it may restrict.
 */
export function isWhole(object: JsonObject, name: ShapeName): boolean {
  const { values, others } = shapes[name]
  return Object.keys(object).every((member) => {
    if (member === 'id' || member === 'extension') return true
    if (values.includes(member) || others.includes(member)) return true
    const value = member.slice(1)
    return member.startsWith('_') && values.includes(value) && object[value] !== undefined
  })
}

/** The same of a concept and all that it is coded as. */
export function isWholeConcept(concept: JsonObject): boolean {
  const { coding = [] } = concept
  return (
    isWhole(concept, 'CodeableConcept') &&
    Array.isArray(coding) &&
    coding.every((each) => isJsonObject(each) && isWhole(each, 'Coding'))
  )
}
