import type { AuditKind } from '@fidecura/monitor'
import type { z } from 'zod'
import type { Call } from './call.ts'
import type { RateLimit } from './rate-limit.ts'

/**
 * Who may call:
 *
 * - `anybody`; `holder`: whoever is signed in.
 * - `patient`: who acts in a record here.
 * - `reader`: a practitioner, of whatever hospital, with the purpose `TREAT`.
 * - `emergency`: staff of this hospital with the purpose `BTG`, in their own person.
 * - `clerk`: staff of this hospital with the purpose `HSYSADMIN`; `desk`: with `PATADMIN`.
 * - `staff`: staff of this hospital, whatever for.
 */
export type Who =
  | 'anybody'
  | 'holder'
  | 'patient'
  | 'reader'
  | 'emergency'
  | 'clerk'
  | 'desk'
  | 'staff'

/** One thing that the service can be asked for. */
export interface Route<Body = unknown, Query = unknown> {
  readonly method: 'GET' | 'POST'
  /** Below `/{tenant}/api/v1`, such as `/offers/{id}`. */
  readonly path: string
  /** One sentence, for the OpenAPI document. */
  readonly summary: string
  readonly who: Who
  readonly body?: z.ZodType<Body>
  readonly query?: z.ZodType<Query>
  /** Default 256 KiB. */
  readonly maxBytes?: number
  /** Of a party on this route, beside the limit of all. */
  readonly limit?: RateLimit
  /** What a refusal is written down as. Absent: it is not an act upon anything. */
  readonly audit?: AuditKind
  /** Whether it needs no `Idempotency-Key`: what it takes can be used only once, or the answer must not be kept. */
  readonly isOnce?: true
  act(call: Call<Body, Query>): Promise<unknown>
}

/** Keeps body, query and act of one type; a list of routes forgets it. */
export function defineRoute<Body = unknown, Query = unknown>(route: Route<Body, Query>): Route {
  return Object.freeze(route) as unknown as Route
}
