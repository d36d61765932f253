import type { IPluginMethodMap } from '@veramo/core-types'
import { VeramoError } from './errors.ts'

// Every method of a set leads to the set: an agent keeps the methods, and not the plugins.
const sets = /* @__PURE__ */ new WeakMap<object, object>()

/** Has these methods be told from those of other plugins. */
export function asSet<Methods extends object>(methods: Methods): Methods {
  for (const method of Object.values(methods)) sets.set(method, methods)
  return methods
}

/**
 * Among plugins of one method name, an agent silently takes the last. Who has part of a set and has
 * lost another part to somebody else was put in the wrong order.
 *
 * @throws {@link VeramoError} `argument_refused`; `place` is the method that somebody else has.
 */
export function assertTogether(methods: IPluginMethodMap): void {
  for (const method of Object.values(methods)) {
    const set = sets.get(method) ?? {}
    for (const [name, ours] of Object.entries(set)) {
      // One that is absent was not authorized for this agent, and nobody answers in its place.
      if (!Object.hasOwn(methods, name) || methods[name] === ours) continue
      throw new VeramoError('argument_refused', 'Another plugin took it: name that as others', {
        place: name,
      })
    }
  }
}
