import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { allowLoopbackHttp, epochSeconds, type Fetch } from '@fidecura/base'
import { generateSigner, type Signer } from '@fidecura/identity'
import { createTestClock, type TestClock } from '@fidecura/testing'
import { heldTo } from '../../../test/held-to-document.ts'
import { type Person, type Place, personAt } from '../../../test/person.ts'
import { createFidecuraClient, type FidecuraClient } from '../src/client/index.ts'
import { type Example, type ExampleOptions, openExample } from '../src/example/open-example.ts'
import type { Hospital } from '../src/hospital/hospital.ts'
import type { ServiceHandler } from '../src/http/handler.ts'
import { openApiOf } from '../src/http/open-api.ts'
import { routes } from '../src/routes/routes.ts'
import { createServiceHandler } from '../src/service/service-handler.ts'
import { newKeeping } from './kept-on.ts'

export type { Person } from '../../../test/person.ts'

export const origin = 'http://localhost:8080'
export const door = Object.freeze({ [allowLoopbackHttp]: [origin, 'http://127.0.0.1:8080'] })
export const noon = epochSeconds(1_800_000_000)

/** Two hospitals behind one handler, in a folder of their own. */
export interface World {
  readonly clock: TestClock
  readonly example: Example
  readonly handle: ServiceHandler
  readonly folder: string
  /** Where each hospital keeps things, for whoever looks behind its back. */
  readonly stores: readonly string[]
  hospital(id?: string): Hospital
  /** The service once more, as another process has it: with the same keys, on the same store. */
  another(): Promise<Pick<World, 'handle' | 'example'>>
  /** Moves the clock that limits of rate go by, too. */
  advance(seconds: number): void
  close(): Promise<void>
}

const noNetwork: Fetch = () => Promise.reject(new TypeError('There is no network here'))

export async function createWorld(
  apps?: { patient?: string; console?: string },
  clock: TestClock = createTestClock(noon),
  settings: Pick<ExampleOptions, 'signIn' | 'wallet'> = {},
): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'fidecura-server-'))
  const keeping = await newKeeping()
  const keys = new Map<string, Promise<Signer>>()
  const keyOf = (name: string, options: Parameters<typeof generateSigner>[0]) => {
    const key = keys.get(name) ?? generateSigner(options)
    keys.set(name, key)
    return key
  }
  let milliseconds = 0
  const wrong: string[] = []
  const open = async () => {
    const opened = await openExample({
      ...{ folder, origin, clock: clock.now, fetch: noNetwork, ...door, store: keeping.store },
      ...settings,
      signer: (name, did) => keyOf(name, did === undefined ? {} : { did, fragment: 'key-1' }),
      noteSigner: (name) => keyOf(name, { algorithm: 'EdDSA' }),
    })
    const served = createServiceHandler({
      ...{ origin, hospitals: [...opened.hospitals.values()], directory: opened.directory },
      milliseconds: () => milliseconds,
      ...(apps === undefined ? {} : { apps }),
    })
    return { example: opened, handle: described(served, wrong) }
  }
  const { example, handle } = await open()
  const others: Example[] = []
  const stores = ['authority', 'riverside', 'hillside'].map((id) =>
    keeping.store === 'sqlite'
      ? join(folder, id, 'store.sqlite')
      : keeping.store.replace('{hospital}', id),
  )
  return {
    async another() {
      const opened = await open()
      others.push(opened.example)
      return opened
    },
    ...{ clock, example, handle, folder, stores },
    hospital: (id = 'riverside') => example.hospitals.get(id) as Hospital,
    advance(seconds) {
      clock.advance(seconds)
      milliseconds += seconds * 1000
    },
    async close() {
      for (const each of [...others, example]) await each.close()
      keeping.giveBack()
      rmSync(folder, { recursive: true })
      // Where a test expects that something fails, it must not be this.
      if (wrong.length > 0) throw new Error(wrong.join('\n'))
    },
  }
}

/**
 * The service, each of whose answers is held against the document in which it describes itself: one that the document
 * does not name is an error, wherever a test gets it.
 */
function described(handle: ServiceHandler, wrong: string[]): ServiceHandler {
  const faultOf = heldTo(openApiOf(routes, {}))
  return async (request, client) => {
    const answer = await handle(request, client)
    const [, path] = /^\/[\w-]+\/api\/v1(\/.*)$/.exec(new URL(request.url).pathname) ?? []
    if (path === undefined) return answer
    const { status, headers } = answer
    const body = await answer.clone().text()
    const fault = faultOf({ method: request.method, path, status, headers, body })
    if (fault === undefined) return answer
    wrong.push(fault)
    throw new TypeError(fault)
  }
}

/** What a person already has. */
export interface PersonOptions {
  readonly tenant?: string
  readonly address?: string
  readonly signer?: Signer
  readonly credentials?: readonly string[]
  readonly chain?: readonly string[]
}

/** The handler, as somebody at this address reaches it. */
function reach(
  { handle }: Pick<World, 'handle'>,
  { address = '192.0.2.1' }: PersonOptions,
): Place['fetch'] {
  return (path, init) => handle(new Request(`${origin}${path}`, init), address)
}

/** For a session that is open already, or none. */
export function clientOf(
  world: Pick<World, 'handle'>,
  options: PersonOptions,
  session: () => string | undefined = () => undefined,
): FidecuraClient {
  const base = `/${options.tenant ?? 'riverside'}/api/v1`
  return createFidecuraClient({ base, fetch: reach(world, options), session })
}

export function createPerson(world: World, options: PersonOptions = {}): Promise<Person> {
  const { tenant = 'riverside' } = options
  const { audience } = world.hospital(tenant)
  const place = { origin, tenant, audience, clock: world.clock.now, fetch: reach(world, options) }
  return personAt(place, options)
}
