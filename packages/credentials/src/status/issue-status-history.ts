import type { EpochSeconds, JsonObject } from '@fidecura/base'
import { signJws } from '@fidecura/identity'
import { assertWholeSeconds } from '../whole-seconds.ts'
import type { IssueStatusOptions } from './issue-status-list.ts'
import {
  orderChanges,
  parseChange,
  type StatusChange,
  statusHistoryType,
  statusHistoryVersion,
} from './status-history.ts'

/** What a history is to say. */
export interface StatusHistoryContent {
  /** Of the list whose past it is. */
  readonly url: string
  /** Every change there ever was, oldest first. Further members of a change are left out. */
  readonly changes: readonly StatusChange[]
  /** Not before that of the list it is served beside. */
  readonly issuedAt: EpochSeconds
}

/**
 * Signs the dated history of a list, to be served at `historyUrlOf` its URL. Sign it anew whenever
 * the list is signed: verifiers refuse a history that is older than the list.
 *
 * Who reads it learns when each entry changed, and not what was done together within one second.
 *
 * @returns A compact JWS of type `fidecura-status-history+jwt`.
 * @throws {@link CredentialError} `status_history_malformed`, `instant_malformed`; those of `signJws`.
 */
export async function issueStatusHistory(
  content: StatusHistoryContent,
  options: IssueStatusOptions,
): Promise<string> {
  const { url, issuedAt } = content
  assertWholeSeconds({ issuedAt })
  const changes = content.changes.map((change, position) =>
    parseChange(membersOf(change), position),
  )
  orderChanges(changes, issuedAt)
  const claims = {
    version: statusHistoryVersion,
    iss: options.signer.did,
    sub: url,
    iat: issuedAt,
    changes: mixed(changes).map(membersOf),
  }
  return signJws(claims, { ...options, typ: statusHistoryType })
}

/** What changed in one second stands in the order of its indices, which are random: not as it was done. */
function mixed(changes: readonly StatusChange[]): readonly StatusChange[] {
  return [...changes].sort((one, other) => one.at - other.at || one.index - other.index)
}

function membersOf({ index, value, at, invalidFrom, reason }: StatusChange): JsonObject {
  return {
    index,
    value,
    at,
    ...(invalidFrom === undefined ? {} : { invalidFrom }),
    ...(reason === undefined ? {} : { reason }),
  }
}
