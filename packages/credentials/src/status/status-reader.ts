import type { EpochSeconds } from '@fidecura/base'
import type { StatusEntry } from '../credential.ts'
import { createFlights } from './flights.ts'
import { createListReader, type StatusContext, type StatusReaderOptions } from './list-reader.ts'
import { type AsOfCache, readAsOf } from './read-as-of.ts'
import type { StatusAsOf } from './status-as-of.ts'
import type { StatusReading } from './status-reading.ts'

/** Reads status entries; owns the lists that it has unpacked and remembers how new they were. */
export interface StatusReader {
  /**
   * What the list says now. At once, without a promise, when a fresh list is held and the issuer
   * signed it; errors are thrown at once then too.
   *
   * @throws {@link CredentialError} `status_list_malformed`, `status_list_untrusted`,
   *   `status_list_mismatch`, `status_list_older`, `status_list_not_yet_valid`,
   *   `status_list_too_short`, `status_index_out_of_range`, `status_purpose_mismatch`,
   *   `status_value_undefined`; unknown: `status_not_configured`, `status_list_stale`; those of the
   *   source, and of `verifyDidJws`.
   */
  read(entry: StatusEntry, context: StatusContext): StatusReading | Promise<StatusReading>
  /**
   * Does no longer rely on what is held of this list, and takes none that was made before: somebody
   * who may say so has said that there is a newer one. It is fetched at the next read.
   */
  renew(url: string, issuedAt: EpochSeconds): void
  /**
   * What list and signed history say about an earlier instant.
   *
   * @throws {@link CredentialError} as `read`, and `status_history_malformed`,
   *   `status_history_mismatch`; unknown: `status_history_unavailable`.
   */
  readAsOf(
    entry: StatusEntry,
    context: StatusContext & { readonly at: EpochSeconds },
  ): Promise<StatusAsOf>
}

/** Meant for one verifier, which hands in its own key cache. */
export function createStatusReader(options: StatusReaderOptions): StatusReader {
  const { read, obtain, renew } = createListReader(options)
  const histories: AsOfCache = { flights: createFlights(), held: new WeakMap() }
  return {
    read,
    renew,
    async readAsOf(entry, context) {
      const held = await obtain(entry, context)
      return readAsOf(entry, held, { ...options, context, cache: histories })
    },
  }
}
