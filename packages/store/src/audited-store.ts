import { type AuditRow, insertAudit } from './audit-log.ts'
import type { Database } from './database.ts'
import type { Ports } from './open-store.ts'

type Methods = { readonly [Port in keyof Ports]?: readonly (keyof Ports[Port])[] }

/** Writes that a service acknowledges, each an act by itself, and that say whether they came to be. */
const told = {
  register: ['append'],
  inbox: ['add', 'answer'],
  issued: ['change', 'act', 'undo'],
  recoveries: ['open', 'object', 'begin', 'finish'],
  proposals: ['keep'],
  documents: ['write'],
} as const satisfies Methods

/** Those that come to be, or throw. */
const silent = { issued: ['insert'], proposals: ['settle'] } as const satisfies Methods

/**
 * The same ports, where what is acknowledged brings the event along in its own step. What only looks,
 * draws an index or moves a mark does not, so that no event tells of what never came to be.
 */
export function auditedPorts(
  database: Database,
  row: AuditRow,
  portsOf: (database: Database) => Ports,
): Ports {
  const along = (cameToBe: (result: unknown) => boolean): Ports =>
    portsOf({
      ...database,
      write: (step) =>
        database.write(async (tables) => {
          const result = await step(tables)
          if (cameToBe(result)) await insertAudit(tables, row)
          return result
        }),
    })
  const plain = portsOf(database)
  const asTold = along((result) => result !== undefined && result !== false)
  const withTold = { ...plain, ...mixed(plain, asTold, told) }
  return {
    ...withTold,
    ...mixed(
      withTold,
      along(() => true),
      silent,
    ),
  }
}

/** Some ports of `plain`, with some of their methods from `other`. */
function mixed(plain: Ports, other: Ports, methods: Methods): Partial<Ports> {
  const names = Object.keys(methods) as (keyof Ports)[]
  return Object.fromEntries(
    names.map((name) => {
      const from = other[name] as unknown as Readonly<Record<string, unknown>>
      const own = (methods[name] ?? []).map((method) => [method, from[method]])
      return [name, { ...plain[name], ...Object.fromEntries(own) }]
    }),
  )
}
