import type { JsonObject, JsonValue } from '@fidecura/base'
import { placeOf } from './fhir-names.ts'

/** What of a resource was taken: a tree, so that the account costs what the resource is large. */
export interface Account {
  take(path: readonly string[]): void
  /** Whether it, or something around it, was taken. */
  has(path: readonly string[]): boolean
  /** Places of whatever was not, each once. */
  leftOf(resource: JsonObject): readonly string[]
}

interface Branch {
  isTaken: boolean
  readonly members: Map<string, Branch>
}

export function openAccount(): Account {
  const root: Branch = { isTaken: false, members: new Map() }
  return {
    take(path) {
      let branch = root
      for (const name of path) {
        const next = branch.members.get(name) ?? { isTaken: false, members: new Map() }
        branch.members.set(name, next)
        branch = next
      }
      branch.isTaken = true
    },
    has(path) {
      let branch: Branch | undefined = root
      for (const name of path) {
        branch = branch.members.get(name)
        if (branch === undefined) return false
        if (branch.isTaken) return true
      }
      return branch.isTaken
    },
    leftOf(resource) {
      const left: (readonly string[])[] = []
      collect(resource, [], root, left)
      return [...new Set(left.map((path) => placeOf(resource, path)))]
    },
  }
}

function collect(
  value: JsonValue,
  path: readonly string[],
  branch: Branch | undefined,
  left: (readonly string[])[],
): void {
  if (branch?.isTaken) return
  if (branch === undefined) {
    left.push(path)
    return
  }
  for (const [name, member] of Object.entries(value as JsonObject)) {
    collect(member as JsonValue, [...path, name], branch.members.get(name), left)
  }
}
