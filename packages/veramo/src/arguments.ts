import { BaseError, isJsonObject, type JsonObject, parseJsonText } from '@fidecura/base'
import { VeramoError, type VeramoErrorCode } from './errors.ts'

/**
 * Refuses arguments that would be ignored: what a caller asks for and does not get, they believe to
 * have. `undefined` and `false` ask for nothing.
 */
export function assertArguments(args: object, known: readonly string[]): void {
  for (const [name, value] of Object.entries(args)) {
    if (known.includes(name) || value === undefined || value === false) continue
    throw new VeramoError('argument_refused', 'Not an argument that is heeded', { place: name })
  }
}

/** Every check is made always, so a policy can only ask for what happens anyway. */
export function assertPolicies(policies: object = {}): void {
  for (const [name, value] of Object.entries(policies)) {
    if (value === true || value === undefined) continue
    throw new VeramoError('argument_refused', 'A check that cannot be switched off', {
      place: `policies/${name}`,
    })
  }
}

/** What an object of another making says, as data: getters, prototypes and all are left behind. */
export function snapshot(value: unknown, code: VeramoErrorCode): JsonObject {
  try {
    const json = parseJsonText(JSON.stringify(value), { maxBytes: 1_048_576, maxDepth: 32 })
    if (isJsonObject(json)) return json
  } catch (error) {
    if (BaseError.is(error)) throw new VeramoError(code, 'Not plain JSON', { cause: error })
  }
  throw new VeramoError(code, 'Not a JSON object')
}

/** A member with a value, or nothing at all. */
export function given<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { readonly [Key in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [Key in Name]?: Value })
}
