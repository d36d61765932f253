import { CodedError } from '@fidecura/base'
import { atMostEvery } from '../hospital/at-most-every.ts'
import type { Hospital } from '../hospital/hospital.ts'
import type { Site } from '../hospital/site.ts'
import { countWitnesses, type WitnessCount } from './count-witnesses.ts'

/** Whether a hospital can do what it is asked for, and if not, by which code: for those who operate it. */
export interface Readiness {
  readonly id: string
  /** Absent: it answers. Else the code of why its store does not. */
  readonly store?: string
  /** Absent: all of them sign. Else the code of why one does not: `token_lost`, for one. */
  readonly keys?: string
  /** How long what its lists tell is good for yet, in seconds; the shortest. */
  readonly statusSeconds?: number
  /** Absent: they can be published. Else the code of why a list cannot. */
  readonly status?: string
  /** Absent: there is none, or it can be read. Else the code of why it cannot. */
  readonly log?: string
  /** Absent: people sign in at no platform, or can. Else the code of why they cannot. */
  readonly signIn?: string
  /** Entries of its log that wait for witnesses. */
  readonly unwitnessed?: number
  /**
   * Who answers of those who must sign on its log. Too few make nothing ready or not: hospitals that watch each other
   * would keep each other from being reached. What needs them is refused, each time, as unknown.
   */
  readonly witnesses?: WitnessCount
}

/** Looks at one hospital, again and again. */
export type LookAtHospital = () => Promise<Readiness>

/** What else a hospital stands on. */
export interface LookOptions {
  /** Looks at its sign-in bridge, by the id of the hospital. Throws what is wrong with it. */
  readonly signIn?: ((hospital: string) => Promise<void>) | undefined
}

const noSignIn = async (): Promise<void> => undefined

// Of what keeps whoever asks waiting: it is not ready.
const waitMs = 2000
// Whoever asks each second must not keep a token busy, or the witnesses of others.
const keysSeconds = 5
const witnessSeconds = 30

export function isReady({ store, keys, status, log, signIn }: Readiness): boolean {
  return [store, keys, status, log, signIn].every((code) => code === undefined)
}

/** @returns What looks at the store, and at keys, sign-in, lists and log once it answers. */
export function lookAt(
  hospital: Hospital,
  { signIn = noSignIn }: LookOptions = {},
): LookAtHospital {
  const { settings, store, clock, preservation } = hospital
  const { id } = settings
  const sites = [hospital.site, ...hospital.departments.values()]
  const keysFail = atMostEvery(keysSeconds, clock, () => failureOf(signWithEach(sites)))
  const signInFails = atMostEvery(keysSeconds, clock, () => failureOf(signIn(id)))
  const witnessesOf = atMostEvery(witnessSeconds, clock, async () =>
    preservation === undefined ? undefined : countWitnesses(preservation, hospital),
  )
  return async () => {
    const failure = await failureOf(store.documents.find('health', 'health', clock()))
    if (failure !== undefined) return { id, store: failure }
    const [keys, signInCode, lists, log, witnesses] = await Promise.all([
      keysFail(),
      signInFails(),
      listsOf(sites, clock()),
      logOf(hospital),
      witnessesOf(),
    ])
    return {
      ...{ id, ...(keys === undefined ? {} : { keys }), ...lists, ...log },
      ...(signInCode === undefined ? {} : { signIn: signInCode }),
      ...(witnesses === undefined ? {} : { witnesses }),
    }
  }
}

/** No key signs this for anything: it is neither a token nor a note, and nobody keeps it. */
async function signWithEach(sites: readonly Site[]): Promise<void> {
  const probe = new Uint8Array([0, ...crypto.getRandomValues(new Uint8Array(32))])
  const signal = AbortSignal.timeout(waitMs)
  await Promise.all(sites.map(({ signer }) => signer.sign(probe, { signal })))
}

async function listsOf(
  sites: readonly Site[],
  now: number,
): Promise<Pick<Readiness, 'statusSeconds' | 'status'>> {
  let statusSeconds = Number.POSITIVE_INFINITY
  for (const each of sites) {
    const status = await failureOf(
      secondsLeft(each, now).then((seconds) => {
        statusSeconds = Math.min(statusSeconds, seconds)
      }),
    )
    if (status !== undefined) return { status }
  }
  return statusSeconds > 0 ? { statusSeconds } : { statusSeconds, status: 'status_list_stale' }
}

async function secondsLeft({ publisher, listUrl }: Site, now: number): Promise<number> {
  return (await publisher.current(listUrl)).validUntil - now
}

async function logOf({
  preservation,
  store,
}: Hospital): Promise<Pick<Readiness, 'log' | 'unwitnessed'>> {
  if (preservation === undefined) return {}
  const { log, published } = preservation
  let unwitnessed = 0
  const failure = await failureOf(
    store.evidence.state(log.name).then(({ size }) => {
      unwitnessed = Math.max(0, size - (published()?.size ?? 0))
    }),
  )
  return failure === undefined ? { unwitnessed } : { log: failure }
}

/** The code of what went wrong; nothing else of it is said. */
async function failureOf(work: Promise<unknown>): Promise<string | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve('no_answer'), waitMs)
  })
  const failed = work.then(
    () => undefined,
    (error: unknown) => codeOf(error) ?? 'service_failed',
  )
  try {
    return await Promise.race([failed, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Of why a key did not sign, what its custody says. */
function codeOf(error: unknown): string | undefined {
  if (!CodedError.is(error)) return undefined
  return codeOf(error.cause) ?? error.code
}
