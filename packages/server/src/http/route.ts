import type { AuditKind } from '@fidecura/monitor'
import type { z } from 'zod'
import type { Call } from './call.ts'
import type { RateLimit } from './rate-limit.ts'
import type { Refusal } from './refusals.ts'

/**
 * Who may call:
 *
 * - `anybody`; `holder`: whoever is signed in.
 * - `patient`: who acts in a record here.
 * - `reader`: a practitioner, of whatever hospital, with the purpose `TREAT`.
 * - `emergency`: staff of this hospital with the purpose `BTG`, in their own person.
 * - `clerk`: staff of this hospital with the purpose `HSYSADMIN`; `desk`: with `PATADMIN`.
 * - `administrator`: who is a clerk of the department that administers this hospital.
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
  | 'administrator'
  | 'staff'

/** One thing that the service can be asked for. */
export interface Route<Body = unknown, Query = unknown, Answer = unknown> {
  /** The `operationId`, and the method of the client, such as `claimOffer`. */
  readonly name: string
  readonly method: 'GET' | 'POST'
  /** Below `/{tenant}/api/v1`, such as `/offers/{id}`. */
  readonly path: string
  /** One sentence, for the OpenAPI document. */
  readonly summary: string
  /** What whoever calls it has to know besides. */
  readonly more?: string
  readonly who: Who
  readonly body?: z.ZodType<Body>
  readonly query?: z.ZodType<Query>
  /** What it answers with 200: every member is named, and nothing else comes. */
  readonly answer: z.ZodType<Answer>
  /** What the act refuses, beside what is refused on every route: codes, and packages below whose codes may come. */
  readonly refuses?: readonly Refusal[]
  /** Default 256 KiB. */
  readonly maxBytes?: number
  /** Of a party on this route, beside the limit of all. */
  readonly limit?: RateLimit
  /** What a refusal is written down as. Absent: it is not an act upon anything. */
  readonly audit?: AuditKind
  /** Whether it needs no `Idempotency-Key`: what it takes can be used only once, or the answer must not be kept. */
  readonly isOnce?: true
  act(call: Call<Body, Query>): Promise<Answer>
}

/** Keeps body, query, answer and act of one type; a list of routes forgets it. */
export function defineRoute<Body = unknown, Query = unknown, Answer = unknown>(
  route: Route<Body, Query, Answer>,
): Route {
  return Object.freeze(route) as unknown as Route
}
