import type { Keep } from '../../examples/app-kit/src/keep.ts'

/** As a browser keeps it, for as long as the test lasts. */
export function memoryKeep(values: Map<string, unknown> = new Map()): Keep {
  return {
    get: async <T>(name: string) => values.get(name) as T | undefined,
    put: async (name, value) => void values.set(name, value),
    delete: async (name) => void values.delete(name),
    list: async <T>(prefix: string) =>
      [...values]
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, value]) => ({ name, value: value as T })),
    change: async (name, change) => {
      const { value, result } = change(values.get(name) as Parameters<typeof change>[0])
      if (value === undefined) values.delete(name)
      else values.set(name, value)
      return result
    },
  }
}
