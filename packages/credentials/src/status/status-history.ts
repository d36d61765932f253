import {
  type EpochSeconds,
  epochSeconds,
  isJsonObject,
  type JsonValue,
  parseJson,
} from '@fidecura/base'
import { CredentialError } from '../errors.ts'
import { maxListTokenBytes } from './status-list.ts'
import { reachesFurtherBack } from './status-news.ts'
import type { StatusValue } from './status-reading.ts'

/** `typ` of a status history. */
export const statusHistoryType = 'fidecura-status-history+jwt'

/** What its `version` member says. */
export const statusHistoryVersion = 'urn:fidecura:status-history:1'

/** One entry of a list became something else. */
export interface StatusChange {
  readonly index: number
  readonly value: StatusValue
  /** When it was decided, and the list changed. */
  readonly at: EpochSeconds
  /** From when it must be taken as bad; not after `at`. Absent: from `at`. */
  readonly invalidFrom?: EpochSeconds
  /** A code of lower-case letters, digits and `_`, never a sentence: histories are public. */
  readonly reason?: string
}

/**
 * Every change of one list since there is the list, oldest first: what a list, which knows but the
 * present, cannot say about the past. Its signature is not looked at yet.
 */
export interface StatusHistory {
  readonly url: string
  readonly issuer: string
  readonly issuedAt: EpochSeconds
  /** By index; entries that never changed are absent. */
  readonly changes: ReadonlyMap<number, readonly StatusChange[]>
}

/** @throws {@link CredentialError} `status_history_malformed`; `place` names the member. */
export function parseStatusHistory(payload: Uint8Array): StatusHistory {
  const claims = parsePayload(payload)
  if (!isJsonObject(claims)) throw malformed()
  const { version, iss, sub, iat, changes } = claims
  if (version !== statusHistoryVersion) throw malformed('version')
  if (typeof iss !== 'string') throw malformed('iss')
  if (typeof sub !== 'string') throw malformed('sub')
  if (!Array.isArray(changes)) throw malformed('changes')
  const issuedAt = instantOf(iat, 'iat')
  return {
    url: sub,
    issuer: iss,
    issuedAt,
    changes: orderChanges(changes.map(parseChange), issuedAt),
  }
}

/**
 * Sorts changes by entry, and holds them to the rules: in order of time, none after the history was
 * made, `invalidFrom` not after the decision, and nothing after a revocation, which is final,
 * but that it reaches further back.
 *
 * @throws {@link CredentialError} `status_history_malformed`; `place` is `changes/<position>`.
 */
export function orderChanges(
  changes: readonly StatusChange[],
  issuedAt: EpochSeconds,
): Map<number, StatusChange[]> {
  const ordered = new Map<number, StatusChange[]>()
  let previous = 0
  for (const [position, change] of changes.entries()) {
    const place = `changes/${position}`
    if (change.at < previous || change.at > issuedAt) throw malformed(place)
    previous = change.at
    const { invalidFrom } = change
    if (invalidFrom !== undefined && (change.value === 'valid' || invalidFrom > change.at)) {
      throw malformed(place)
    }
    const earlier = ordered.get(change.index)
    const last = earlier?.at(-1)
    if (last?.value === 'revoked' && !reachesFurtherBack(change, last)) throw malformed(place)
    if (earlier === undefined) ordered.set(change.index, [change])
    else earlier.push(change)
  }
  return ordered
}

const members = ['index', 'value', 'at', 'invalidFrom', 'reason']
const reasonCode = /^[a-z][a-z0-9_]{0,63}$/

/** @throws {@link CredentialError} `status_history_malformed`. */
export function parseChange(input: JsonValue, position: number): StatusChange {
  const place = `changes/${position}`
  if (!isJsonObject(input)) throw malformed(place)
  const { index, value, at, invalidFrom, reason } = input
  if (Object.keys(input).some((name) => !members.includes(name))) throw malformed(place)
  if (typeof index !== 'number' || !Number.isSafeInteger(index) || index < 0) throw malformed(place)
  if (value !== 'valid' && value !== 'suspended' && value !== 'revoked') throw malformed(place)
  if (reason !== undefined && (typeof reason !== 'string' || !reasonCode.test(reason))) {
    throw malformed(place)
  }
  return Object.freeze({
    index,
    value,
    at: instantOf(at, place),
    ...(invalidFrom === undefined ? {} : { invalidFrom: instantOf(invalidFrom, place) }),
    ...(reason === undefined ? {} : { reason }),
  })
}

function parsePayload(payload: Uint8Array): JsonValue {
  try {
    return parseJson(payload, { maxBytes: maxListTokenBytes })
  } catch (error) {
    throw malformed(undefined, error)
  }
}

function instantOf(value: JsonValue | undefined, place: string): EpochSeconds {
  try {
    return epochSeconds(value)
  } catch (error) {
    throw malformed(place, error)
  }
}

function malformed(place?: string, cause?: unknown): CredentialError {
  return new CredentialError('status_history_malformed', 'Not a proper status history', {
    place,
    cause,
  })
}
