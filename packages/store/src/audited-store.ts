import { type AuditRow, insertAudit } from './audit-log.ts'
import type { Database } from './database.ts'
import type { Ports } from './ports.ts'

/** Whether what a method acknowledges came to be by this call, or had by the same one before. */
type CameToBe<Method> = Method extends (...given: infer Given) => Promise<infer Result>
  ? (result: Result, ...given: Given) => boolean
  : never

/**
 * For each method, when it brings the event of its act along. `never`: it looks, draws an index or moves a mark, and
 * nothing comes to be that anybody is told of. All are named, so that none which is added later is passed over.
 */
type Choice = {
  readonly [Port in keyof Ports]: Ports[Port] extends (...given: never[]) => unknown
    ? 'never'
    : { readonly [Name in keyof Ports[Port]]: 'never' | CameToBe<Ports[Port][Name]> }
}

const never = 'never'
/** Of those that come to be, or throw. */
const always = (): boolean => true

const choice: Choice = {
  register: {
    append: ({ digest }, entry) => digest === entry.digest,
    ...{ find: never, snapshot: never, latest: never },
    // Who was told, and who signed for it: news of an act, and none by itself.
    outbox: never,
  },
  words: { advance: never, acceptLoss: never, losses: never, contradictions: never },
  inbox: {
    add: (entry) => entry !== undefined,
    answer: (entry, _, { confirmation }) => entry?.answer?.confirmation === confirmation,
    ...{ find: never, waiting: never },
  },
  issued: {
    ...{ insert: always, change: always, act: always, undo: always },
    ...{ allocate: never, find: never, findAbout: never, changesOf: never, knows: never },
    ...{ lastSequence: never, select: never, acts: never, unlabelled: never, label: never },
  },
  replay: { insert: never },
  accounts: { enter: never, succeed: never },
  bundles: { load: never, advance: never },
  recoveries: {
    open: (kept, { digest }) => typeof kept === 'object' && kept.digest === digest,
    object: (kept, _, objection) => kept?.objection === objection,
    begin: (kept) => kept?.state === 'completing' || kept?.state === 'completed',
    finish: (kept) => kept?.state === 'completed',
    ...{ find: never, openedSince: never, notice: never, latest: never },
  },
  proposals: {
    keep: (isKept) => isKept,
    ...{ settle: always, find: never, waiting: never, dropExpired: never },
  },
  published: { put: never, newest: never, at: never },
  subscriptions: { add: never, remove: never, of: never },
  usage: { record: never, standingOn: never },
  // Keeps who asked by itself, and tombstones of what was erased.
  evidence: {
    ...{ state: never, append: never, readTile: never, readEntries: never, publish: never },
    ...{ firstCovering: never, versions: never, findKey: never, destroy: never, unerased: never },
    ...{ holds: never, placeHold: never, releaseHold: never, recordAccess: never, accesses: never },
  },
  checkpoints: { latest: never, advance: never },
  witness: never,
  documents: { write: (isMade) => isMade, find: never, list: never },
  audit: { append: never, about: never, by: never, all: never },
}

/**
 * The same ports, where what is acknowledged brings the event along in its own step, so that no event tells of
 * what never came to be.
 */
export function auditedPorts(
  database: Database,
  row: AuditRow,
  portsOf: (database: Database) => Ports,
): Ports {
  const along = (cameToBe: (result: unknown) => boolean): Ports =>
    portsOf({
      ...database,
      write: (step, lane) =>
        database.write(async (tables) => {
          const result = await step(tables)
          if (cameToBe(result)) await insertAudit(tables, row)
          return result
        }, lane),
    })
  const plain = portsOf(database)
  const audited = Object.entries(choice).map(([port, chosen]) => {
    const own = plain[port as keyof Ports] as unknown as Methods
    if (chosen === never) return [port, own]
    const methods = Object.entries(chosen as Readonly<Record<string, Chosen>>).map(
      ([name, cameToBe]) => {
        if (cameToBe === never) return [name, own[name]]
        const method: Method = (...given) => {
          const ports = along((result) => cameToBe(result, ...given))
          return (ports[port as keyof Ports] as unknown as Methods)[name]?.(...given)
        }
        return [name, method]
      },
    )
    return [port, Object.freeze(Object.fromEntries(methods))]
  })
  return Object.fromEntries(audited) as Ports
}

/** What is left of a port where its methods are only handed on. */
type Methods = Readonly<Record<string, Method>>
type Method = (...given: readonly unknown[]) => unknown
type Chosen = 'never' | ((result: unknown, ...given: readonly unknown[]) => boolean)
