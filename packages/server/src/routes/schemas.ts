import type { RequestedCategory } from '@fidecura/consent'
import type { Coding, Identifier } from '@fidecura/credentials'
import type { Did } from '@fidecura/identity'
import { z } from 'zod'
import type { PageQuery } from '../api/people.ts'
import type { StaffRow } from '../api/staff.ts'

// What turns the reading direction, breaks a line or is not seen; rare characters need their variation selectors, and
// some scripts their joiners.
const unseen =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]|(?![\p{Variation_Selector}\p{Join_Control}])\p{Default_Ignorable_Code_Point}/u

/** Short words, such as a name, that are what they look like. */
export const text: z.ZodType<string> = z
  .string()
  .min(1)
  .max(200)
  .refine((words) => !unseen.test(words))

/** A record number, or that of a person in a register. */
export const identifier: z.ZodType<Identifier> = z.strictObject({
  system: text,
  value: text,
})

const coding: z.ZodType<Coding> = z.strictObject({
  system: z.string().min(1).max(200),
  code: z.string().min(1).max(200),
  display: z.string().max(200).optional(),
}) as unknown as z.ZodType<Coding>

/** A compact JWS or SD-JWT; whoever verifies it reads it. */
export const token: z.ZodType<string> = z.string().min(1).max(131_072)

export const did: z.ZodType<Did> = z
  .string()
  .max(2048)
  .regex(/^did:[a-z0-9]+:[^#?/\s]+$/) as unknown as z.ZodType<Did>

/** v3-ActReason. */
export const purpose: z.ZodType<string> = z.string().regex(/^[A-Z][A-Z0-9-]{1,31}$/)

export const day: z.ZodType<string> = z
  .string()
  .regex(/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/)

/** One person of a list. */
export const staffRow: z.ZodType<StaffRow> = z.strictObject({
  name: text,
  registration: identifier,
  profession: coding,
  specialties: z.array(coding).max(16),
  purposes: z.array(purpose).min(1).max(16),
  jurisdiction: z.string().regex(/^[A-Z]{2}(?:-[A-Z0-9]{1,3})?$/),
  licensedUntil: day,
})

/** An object that the package which takes it reads by itself, as from a stranger. */
export function readElsewhere<T>(): z.ZodType<T> {
  return z.looseObject({}) as unknown as z.ZodType<T>
}

/** Everything of some kinds and codes; whoever decides reads the rest of it by itself. */
export const requestedCategory: z.ZodType<RequestedCategory> = z.strictObject({
  scope: z.literal('category'),
  types: z.array(coding).max(32).optional(),
  codes: z.array(coding).max(32).optional(),
  period: z.strictObject({ start: z.int().optional(), end: z.int().optional() }).optional(),
}) as unknown as z.ZodType<RequestedCategory>

const count = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number)

/** Which page, in every query that asks for one. */
export const pageMembers: {
  readonly after: z.ZodType<number | undefined>
  readonly limit: z.ZodType<number | undefined>
} = {
  after: count.optional(),
  limit: count.pipe(z.int().min(1).max(100)).optional(),
}

export const pageQuery: z.ZodType<PageQuery> = z.strictObject(pageMembers)

/** A page of what somebody may see of a record. */
export const recordPageQuery: z.ZodType<PageQuery & { readonly record?: string | undefined }> =
  z.strictObject({ ...pageMembers, record: text.optional() })

/** Those that somebody reads from the screen of another. */
export const fourDigits: z.ZodType<{ readonly digits: string }> = z.strictObject({
  digits: z.string().regex(/^\d{4}$/),
})

export const nothing: z.ZodType<object> = z.strictObject({})
