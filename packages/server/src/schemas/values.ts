import type { EpochSeconds } from '@fidecura/base'
import type { RequestedCategory } from '@fidecura/consent'
import type { Coding, GuardianPower, GuardianshipClaims, Identifier } from '@fidecura/credentials'
import type { Did, PublicJwk } from '@fidecura/identity'
import { z } from 'zod'
import type { ForRecord, PageQuery } from '../api/page.ts'
import { called, typed } from './named.ts'

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
export const identifier: z.ZodType<Identifier> = typed(
  '@fidecura/credentials#Identifier',
  z.strictObject({ system: text, value: text }).describe('An identifier that somebody assigned.'),
  'Identifier',
)

export const coding: z.ZodType<Coding> = typed(
  '@fidecura/credentials#Coding',
  z.strictObject({
    system: z.string().min(1).max(200),
    code: z.string().min(1).max(200),
    display: z.string().max(200).optional(),
  }),
  'Coding',
)

/** A compact JWS or SD-JWT; whoever verifies it reads it. */
export const token: z.ZodType<string> = z.string().min(1).max(131_072)

export const did: z.ZodType<Did> = typed(
  '@fidecura/identity#Did',
  z
    .string()
    .max(2048)
    .regex(/^did:[a-z0-9]+:[^#?/\s]+$/),
)

/** An instant. */
export const instant: z.ZodType<EpochSeconds> = typed(
  '@fidecura/base#EpochSeconds',
  z.int().min(0).describe('Seconds since 1970-01-01T00:00:00Z.'),
  'Instant',
)

export const publicJwk: z.ZodType<PublicJwk> = typed(
  '@fidecura/identity#PublicJwk',
  z.strictObject({
    kty: z.enum(['EC', 'OKP']),
    crv: z.enum(['P-256', 'P-384', 'Ed25519']),
    x: z.string(),
    y: z.string().optional(),
  }),
  'PublicJwk',
)

/** v3-ActReason. */
export const purpose: z.ZodType<string> = z.string().regex(/^[A-Z][A-Z0-9-]{1,31}$/)

export const day: z.ZodType<string> = z
  .string()
  .regex(/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/)

export const guardianBasis: z.ZodType<GuardianshipClaims['basis']> = z.enum([
  'parent',
  'court',
  'agreed',
])

export const guardianPower: z.ZodType<GuardianPower> = typed(
  '@fidecura/credentials#GuardianPower',
  z.enum(['recover', 'withdraw', 'consent', 'restrict', 'override']),
  'GuardianPower',
)

/** Everything of some kinds and codes; whoever decides reads the rest of it by itself. */
export const requestedCategory: z.ZodType<RequestedCategory> = typed(
  '@fidecura/consent#RequestedCategory',
  z.strictObject({
    scope: z.literal('category'),
    types: z.array(coding).max(32).optional(),
    codes: z.array(coding).max(32).optional(),
    period: z.strictObject({ start: z.int().optional(), end: z.int().optional() }).optional(),
  }),
  'RequestedCategory',
)

const digits = z.string().regex(/^\d{1,9}$/)
const number = { 'x-fidecura-query': 'integer' } as const

const after = digits
  .transform(Number)
  .meta(number)
  .optional()
  .describe('`next` of the page before.')

const limit = digits
  .transform(Number)
  .pipe(z.int().min(1).max(100))
  .meta(number)
  .optional()
  .describe('At most 100. Default 50.')

/** Which page, in every query that asks for one. */
export const pageMembers: {
  readonly after: z.ZodType<number | undefined>
  readonly limit: z.ZodType<number | undefined>
} = { after, limit }

export const pageQuery: z.ZodType<PageQuery> = z.strictObject(pageMembers)

const record = text
  .optional()
  .describe('The value of the record number, one of those of the session. Default: one’s own.')

export const ofRecord: z.ZodType<ForRecord> = z.strictObject({ record })

/** A page of what somebody may see of a record. */
export const recordPageQuery: z.ZodType<PageQuery & ForRecord> = z.strictObject({
  ...pageMembers,
  record,
})

export const recordValue: z.ZodType<{ readonly record: string }> = z.strictObject({
  record: text.describe('The value of the record number.'),
})

/** Those that somebody reads from the screen of another. */
export const fourDigits: z.ZodType<{ readonly digits: string }> = z.strictObject({
  digits: z.string().regex(/^\d{4}$/),
})

export const nothing: z.ZodType<object> = z.strictObject({})

/** Of routes that have nothing to say but that it was done. */
export const done: z.ZodType<{ readonly done: true }> = called(
  'Done',
  z.strictObject({ done: z.literal(true) }).describe('Nothing to say but that it was done.'),
)
