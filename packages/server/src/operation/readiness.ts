import { CodedError } from '@fidecura/base'
import type { Hospital } from '../hospital/hospital.ts'
import type { Site } from '../hospital/site.ts'

/** Whether a hospital can do what it is asked for. */
export interface Readiness {
  readonly id: string
  /** Absent: it can. Else the code of why its store does not answer. */
  readonly store?: string
  /** How long what its lists tell is good for yet, in seconds; the shortest. */
  readonly statusSeconds?: number
  /** Absent: they can be published. Else the code of why a list cannot. */
  readonly status?: string
}

// Of a store that keeps whoever asks waiting: it is not ready.
const waitMs = 2000

export function isReady({ store, status }: Readiness): boolean {
  return store === undefined && status === undefined
}

/** Asks the store of a hospital, and for each list that it serves. */
export async function readinessOf(hospital: Hospital): Promise<Readiness> {
  const { settings, store, clock, site, departments } = hospital
  const { id } = settings
  const failure = await failureOf(store.documents.find('health', 'health', clock()))
  if (failure !== undefined) return { id, store: failure }
  let statusSeconds = Number.POSITIVE_INFINITY
  for (const each of [site, ...departments.values()]) {
    const status = await failureOf(
      secondsLeft(each, clock()).then((seconds) => {
        statusSeconds = Math.min(statusSeconds, seconds)
      }),
    )
    if (status !== undefined) return { id, status }
  }
  return statusSeconds > 0
    ? { id, statusSeconds }
    : { id, statusSeconds, status: 'status_list_stale' }
}

async function secondsLeft({ publisher, listUrl }: Site, now: number): Promise<number> {
  return (await publisher.current(listUrl)).validUntil - now
}

/** The code of what went wrong; nothing else of it is said. */
async function failureOf(work: Promise<unknown>): Promise<string | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve('no_answer'), waitMs)
  })
  const failed = work.then(
    () => undefined,
    (error: unknown) => (CodedError.is(error) ? error.code : 'service_failed'),
  )
  try {
    return await Promise.race([failed, late])
  } finally {
    clearTimeout(timer)
  }
}
