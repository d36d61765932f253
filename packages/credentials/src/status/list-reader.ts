import { allowedSkewSeconds, type EpochSeconds } from '@fidecura/base'
import type { Did, KeyCache, ResolveDid } from '@fidecura/identity'
import type { StatusEntry } from '../credential.ts'
import { CredentialError } from '../errors.ts'
import { createFlights } from './flights.ts'
import { assertMaySign, type StatusSigners, untrusted } from './may-sign.ts'
import { createSlots, type HeldList, type Slots } from './slots.ts'
import { messageIn, type StatusReading, valueIn } from './status-reading.ts'
import type { StatusSource, StatusToken } from './status-source.ts'
import { type ForeignList, fetchList } from './verify-list.ts'

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
  /** As `renew` of the status reader. */
  renew(url: string, issuedAt: EpochSeconds): void
  /** As `read` of the status reader. */
  read(entry: StatusEntry, context: StatusContext): StatusReading | Promise<StatusReading>
}

/** What an IssuingAccreditation must grant to whoever signs status lists for another issuer. */
export const statusListType = 'urn:fidecura:credential:status-list:1'

/** What a question about the present takes, and no more. */
export function createListReader(options: StatusReaderOptions): ListReader {
  const slots = createSlots(options.maxBytes ?? 67_108_864)
  const flights = createFlights<HeldList | ForeignList>()

  function obtain(entry: StatusEntry, context: StatusContext): HeldList | Promise<HeldList> {
    const held = slots.get(entry.list)
    if (held === undefined || held.list.kind !== entry.kind || !isFresh(held, context)) {
      return fetchAnew(entry, context)
    }
    const judged = assertMaySign(held, context)
    return judged === undefined ? held : judged.then(() => held)
  }

  async function fetchAnew(
    entry: StatusEntry,
    context: StatusContext,
    attempt = 1,
  ): Promise<HeldList> {
    const { source } = options
    if (source === undefined) {
      throw new CredentialError('status_not_configured', 'No source of status lists', {
        outcome: 'unknown',
      })
    }
    const renewals = slots.renewals(entry.list)
    const known = slots.get(entry.list)
    // What was renewed since is asked for at its origin, whatever the source still has.
    const isRenewed = renewals > 0 && !((known?.askedFor ?? 0) >= renewals)
    const asked = isRenewed ? { ...context, maxAgeSeconds: 0 } : context
    const key = `${entry.kind} ${context.maxAgeSeconds} ${renewals} ${entry.list}`
    const ask = (signer: Did, found?: StatusToken): Promise<HeldList | ForeignList> =>
      flights.share(
        `${signer} ${key}`,
        async () => ({
          ...(await fetchList(entry, { ...options, source, context: asked, known, signer, found })),
          askedFor: renewals,
        }),
        context.signal,
      )
    let fetched = await ask(context.issuer)
    if (fetched.list === undefined) {
      // Whom the issuer does not let sign, nobody looks up.
      await assertMaySign(fetched, context)
      fetched = await ask(fetched.signer, fetched.found)
    }
    if (slots.renewals(entry.list) !== renewals) {
      if (attempt < 3) return fetchAnew(entry, context, attempt + 1)
      throw new CredentialError('status_list_stale', 'Renewed while it was fetched', {
        outcome: 'unknown',
        place: entry.list,
      })
    }
    if (fetched.list === undefined) throw untrusted()
    await assertMaySign(fetched, context)
    assertCurrent(fetched, entry.list, context)
    admit(slots, entry.list, fetched)
    return fetched
  }

  return {
    obtain,
    renew: (url, issuedAt) => slots.renew(url, issuedAt),
    read(entry, context) {
      const held = obtain(entry, context)
      return 'then' in held ? held.then((list) => readingIn(list, entry)) : readingIn(held, entry)
    },
  }
}

function readingIn(held: HeldList, entry: StatusEntry): StatusReading {
  if (entry.kind === 'token' || entry.messages === undefined) {
    return held.readings[valueIn(held.list, entry)]
  }
  const { messages } = entry
  const status = messageIn(held.list, { index: entry.index, messages })
  if (status === 0) return held.readings.valid
  return Object.freeze({ ...held.readings.valid, message: messages[status] as string })
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

/** Whether what the source has just handed out may be used. An error names the list: many were asked for. */
function assertCurrent(
  { list, fetchedAt }: HeldList,
  place: string,
  { now, maxAgeSeconds }: StatusContext,
): void {
  if (list.issuedAt > now + allowedSkewSeconds || now < list.validFrom) {
    throw new CredentialError('status_list_not_yet_valid', 'The list is of the future', { place })
  }
  if (!(Math.abs(now - fetchedAt) <= maxAgeSeconds) || now >= list.expiresAt) {
    throw new CredentialError('status_list_stale', 'The list is too old to rely on', {
      outcome: 'unknown',
      place,
    })
  }
}

/** Never goes back to a list that was made before the newest one seen at this URL. */
function admit(slots: Slots, url: string, fetched: HeldList): void {
  const outcome = slots.admit(url, fetched)
  if (outcome === undefined) return
  throw new CredentialError('status_list_older', 'There is a newer list', { outcome })
}
