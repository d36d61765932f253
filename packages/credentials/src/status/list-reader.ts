import { allowedSkewSeconds, type EpochSeconds } from '@fidecura/base'
import type { KeyCache, ResolveDid } from '@fidecura/identity'
import type { StatusEntry } from '../credential.ts'
import { CredentialError } from '../errors.ts'
import { createFlights } from './flights.ts'
import { assertMaySign, type StatusSigners } from './may-sign.ts'
import { createSlots, type HeldList, type Slots } from './slots.ts'
import { type StatusReading, valueIn } from './status-reading.ts'
import type { StatusSource } from './status-source.ts'
import { fetchList } from './verify-list.ts'

/** Where lists come from, and how much is kept of them. */
export interface StatusReaderOptions {
  /** Absent: every read is `status_not_configured`. */
  readonly source?: StatusSource
  readonly resolve: ResolveDid
  readonly keyCache?: KeyCache
  /** What unpacked lists may take together. Default 64 MiB; those not used for longest go first. */
  readonly maxBytes?: number
}

/** `issuer`: of the credential that the entry is in. */
export interface StatusContext extends StatusSigners {
  /** Freshness is judged by it. An archive check passes the instant its bundle knows about. */
  readonly now: EpochSeconds
  /** How far status may lag. An older list is `unknown`, never good. */
  readonly maxAgeSeconds: number
  readonly signal?: AbortSignal | undefined
}

/** Reads lists as they are now; see {@link StatusReader}. */
export interface ListReader {
  /** A list that is fresh, of a signer that may sign it. */
  obtain(entry: StatusEntry, context: StatusContext): HeldList | Promise<HeldList>
  /** As `read` of the status reader. */
  read(entry: StatusEntry, context: StatusContext): StatusReading | Promise<StatusReading>
}

/** What an IssuingAccreditation must grant to whoever signs status lists for another issuer. */
export const statusListType = 'urn:fidecura:credential:status-list:1'

/** What a question about the present takes, and no more. */
export function createListReader(options: StatusReaderOptions): ListReader {
  const slots = createSlots(options.maxBytes ?? 67_108_864)
  const flights = createFlights<HeldList>()

  function obtain(entry: StatusEntry, context: StatusContext): HeldList | Promise<HeldList> {
    const held = slots.get(entry.list)
    if (held === undefined || held.list.kind !== entry.kind || !isFresh(held, context)) {
      return fetchAnew(entry, context)
    }
    const judged = assertMaySign(held, context)
    return judged === undefined ? held : judged.then(() => held)
  }

  async function fetchAnew(entry: StatusEntry, context: StatusContext): Promise<HeldList> {
    const { source } = options
    if (source === undefined) {
      throw new CredentialError('status_not_configured', 'No source of status lists', {
        outcome: 'unknown',
      })
    }
    const key = `${entry.kind} ${context.maxAgeSeconds} ${entry.list}`
    const known = slots.get(entry.list)
    const start = (): Promise<HeldList> => fetchList(entry, { ...options, source, context, known })
    const fetched = await flights.share(key, start, context.signal)
    await assertMaySign(fetched, context)
    assertCurrent(fetched, context)
    admit(slots, entry.list, fetched)
    return fetched
  }

  return {
    obtain,
    read(entry, context) {
      const held = obtain(entry, context)
      return 'then' in held
        ? held.then((list) => list.readings[valueIn(list.list, entry)])
        : held.readings[valueIn(held.list, entry)]
    },
  }
}

/** Whether it may be used without asking the source again. */
function isFresh(held: HeldList, { now, maxAgeSeconds }: StatusContext): boolean {
  return (
    // Also the other way round, or a clock set back would keep a list fresh for as long.
    Math.abs(now - held.fetchedAt) <= maxAgeSeconds &&
    Math.abs(now - held.askedAt) <= held.list.ttlSeconds &&
    now < held.list.expiresAt &&
    now >= held.list.validFrom
  )
}

/** Whether what the source has just handed out may be used. */
function assertCurrent({ list, fetchedAt }: HeldList, { now, maxAgeSeconds }: StatusContext): void {
  if (list.issuedAt > now + allowedSkewSeconds || now < list.validFrom) {
    throw new CredentialError('status_list_not_yet_valid', 'The list is of the future')
  }
  if (!(Math.abs(now - fetchedAt) <= maxAgeSeconds) || now >= list.expiresAt) {
    throw new CredentialError('status_list_stale', 'The list is too old to rely on', {
      outcome: 'unknown',
    })
  }
}

/** Never goes back to a list that was made before the newest one seen at this URL. */
function admit(slots: Slots, url: string, fetched: HeldList): void {
  if (slots.admit(url, fetched)) return
  throw new CredentialError('status_list_older', 'A newer list was seen at this place')
}
