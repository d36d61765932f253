/**
 * Lets whoever started a process ask what it has used: CPU time, and memory as it is and once nothing is left that could
 * go. Can be told to keep so many bytes of each request, for seeing that somebody would notice.
 */
import { subscribe } from 'node:diagnostics_channel'
import { setTimeout as wait } from 'node:timers/promises'
import { getHeapSpaceStatistics } from 'node:v8'

/** In bytes, as it is found. */
export interface Memory {
  /** Physical memory of the process, whoever in it asked for it. */
  readonly resident: number
  /** What the engine keeps for objects: with those that nobody needs any more, and room for what comes next. */
  readonly heap: number
  /** Of it for objects that are new. */
  readonly young: number
  /** The same process once the engine has given back all that it can: what is still there, somebody keeps. */
  readonly kept: {
    readonly resident: number
    /** Objects, and what they hold outside of the heap. */
    readonly objects: number
  }
}

/** @param kind - `cpu` is answered by `NodeJS.CpuUsage`, `memory` by {@link Memory}. */
export type Ask =
  | { readonly kind: 'cpu' }
  | { readonly kind: 'memory' }
  | { readonly kind: 'leak'; readonly bytes: number }

type Collect = (how: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void
const { gc } = globalThis as { gc?: Collect }
const kept: string[] = []

process.on('message', (ask: Ask) => {
  if (ask.kind === 'leak') leak(ask.bytes)
  else if (ask.kind === 'cpu') process.send?.(process.cpuUsage())
  else void memory().then((found) => process.send?.(found))
})
// It must not live on for this alone, nor for longer than whoever asked.
process.once('disconnect', () => process.exit())
process.channel?.unref()

async function memory(): Promise<Memory> {
  const found = process.memoryUsage()
  const spaces = getHeapSpaceStatistics()
  const young = spaces.find(({ space_name }) => space_name === 'new_space')
  // An ordinary one leaves the engine its room for new objects, which grows to 128 MiB and says nothing of what is kept.
  for (let round = 0; round < 3; round++) {
    gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' })
    // What is told of objects that are gone (finalizers) lets others go, and is told in a later turn.
    await wait(20)
  }
  const { rss, heapUsed, external } = process.memoryUsage()
  return {
    ...{ resident: found.rss, heap: found.heapTotal, young: young?.space_size ?? 0 },
    kept: { resident: rss, objects: heapUsed + external },
  }
}

function leak(bytes: number): void {
  subscribe('http.server.request.start', () => {
    // A text of its own, as names and nonces are.
    kept.push(Buffer.alloc(bytes, `${kept.length} `).toString('latin1'))
  })
}
