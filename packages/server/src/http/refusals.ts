import type { ServerErrorCode } from '../errors.ts'
import { type CodedPackage, packageCodes } from './package-codes.ts'
import { statuses } from './problem.ts'
import type { Route } from './route.ts'

/** A code of the service, or a package below, any of whose codes may come. */
export type Refusal = ServerErrorCode | CodedPackage

/** Codes that come with one status of HTTP. */
export interface Refused {
  readonly codes: readonly ServerErrorCode[]
  readonly packages: readonly CodedPackage[]
}

const always: readonly Refusal[] = [
  ...(['not_found', 'host_unexpected', 'rate_limited', 'service_failed'] as const),
  ...(['restore_unconfirmed'] as const),
  ...(['store', 'base'] as const),
]
const read: readonly Refusal[] = ['request_malformed']
const written: readonly Refusal[] = [...read, 'request_too_large', 'media_type_unsupported']
const signedIn: readonly Refusal[] = [
  'session_missing',
  'settings_malformed',
  'not_permitted',
  'credentials_not_held',
  'identity',
  'credentials',
  'monitor',
]
const kept: readonly Refusal[] = [
  'idempotency_key_missing',
  'idempotency_conflict',
  'idempotency_running',
]

/** All that a route may refuse, by status of HTTP: what `answerRoute` does before and after the act, and the act. */
export function refusalsOf(route: Route): ReadonlyMap<number, Refused> {
  const isWrite = route.method === 'POST'
  const all = new Set<Refusal>([
    ...always,
    ...(isWrite ? written : read),
    ...(isWrite && route.isOnce !== true ? kept : []),
    ...(route.who === 'anybody' ? [] : signedIn),
    ...(route.audit === undefined ? [] : (['monitor'] as const)),
    ...(route.refuses ?? []),
  ])
  const found = new Map<number, Refusal[]>()
  for (const refusal of [...all].toSorted()) {
    const comesWith = isPackage(refusal) ? statusesOf(refusal) : [statuses[refusal]]
    for (const status of comesWith) found.set(status, [...(found.get(status) ?? []), refusal])
  }
  const sorted = [...found].toSorted(([one], [other]) => one - other)
  return new Map(sorted.map(([status, refusals]) => [status, refusedAs(refusals)]))
}

/** Parts codes from packages. */
export function refusedAs(refusals: readonly Refusal[]): Refused {
  return {
    codes: refusals.filter((each): each is ServerErrorCode => !isPackage(each)),
    packages: refusals.filter(isPackage),
  }
}

function isPackage(refusal: Refusal): refusal is CodedPackage {
  return Object.hasOwn(packageCodes, refusal)
}

/** As `problemOf` has it: what is wrong with bytes is wrong with the request; the rest is refused, or not found out. */
function statusesOf(name: CodedPackage): readonly number[] {
  return name === 'base' ? [400, 413, 422, 503] : [422, 503]
}
