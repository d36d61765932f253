import { isJsonObject, type JsonObject, type JsonValue } from '@fidecura/base'
import type { ClaimsPath } from './dcql-query.ts'

/** A value that a path leads to, and where it is, as a JSON Pointer. */
export interface SelectedClaim {
  readonly pointer: string
  readonly value: JsonValue
}

/**
 * What a path leads to in a credential.
 *
 * @returns Empty: nothing, or the path goes through what it takes for something else.
 * @see OpenID4VP 1.0 §7.1.1
 */
export function selectClaims(payload: JsonObject, path: ClaimsPath): readonly SelectedClaim[] {
  let selected: readonly SelectedClaim[] = [{ pointer: '', value: payload }]
  for (const step of path) {
    const next: SelectedClaim[] = []
    for (const claim of selected) {
      const below = follow(claim, step)
      // One that is of another kind ends it for all.
      if (below === undefined) return []
      next.push(...below)
    }
    selected = next
  }
  return selected
}

/** @returns Undefined: not of the kind that this step goes through. */
function follow(
  { pointer, value }: SelectedClaim,
  step: string | number | null,
): readonly SelectedClaim[] | undefined {
  if (typeof step === 'string') {
    if (!isJsonObject(value)) return undefined
    if (!Object.hasOwn(value, step)) return []
    return [{ pointer: `${pointer}/${escapePointer(step)}`, value: value[step] as JsonValue }]
  }
  if (!Array.isArray(value)) return undefined
  const items = value.map((item: JsonValue, index) => ({
    pointer: `${pointer}/${index}`,
    value: item,
  }))
  return step === null ? items : items.slice(step, step + 1)
}

/** RFC 6901 §3. */
function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}
