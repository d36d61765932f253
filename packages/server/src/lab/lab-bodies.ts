import type { JsonObject } from '@fidecura/base'
import type { LegalBasis, RequestedData, StatementSet } from '@fidecura/consent'
import type { Identifier } from '@fidecura/credentials'
import { z } from 'zod'
import { duty } from '../schemas/records.ts'
import { coding, identifier, instant, purpose, token } from '../schemas/values.ts'

/** One credential, shown without its holder. */
interface VerifyCredentialBody {
  readonly credential: string
  readonly chain?: readonly string[] | undefined
  readonly types?: readonly string[] | undefined
  readonly licence?: string | undefined
}

/** What a holder presented for one nonce. */
interface VerifyPresentationBody {
  readonly presentation: string
  readonly nonce: string
  readonly chain?: readonly string[] | undefined
  readonly types?: readonly string[] | undefined
}

export type VerifyBody = VerifyCredentialBody | VerifyPresentationBody

/** Who asks, what for, and what the register says of the record. */
export interface DecideBody {
  readonly presentation: string
  readonly nonce: string
  readonly chain?: readonly string[] | undefined
  readonly set: StatementSet
  readonly request: {
    readonly record: Identifier
    readonly purposes: readonly string[]
    readonly action: 'collect' | 'access' | 'use' | 'disclose' | 'correct'
    readonly data: readonly RequestedData[]
    readonly legalBasis?: LegalBasis | undefined
  }
}

/** One hundred tokens of a wallet, or one JSON text that holds them. */
const presentation = z.string().min(1).max(524_288)
const nonce = z.string().min(16).max(512)
const chain = z.array(token).max(16).optional()
const types = z.array(z.string().min(1).max(512)).min(1).max(32).optional()

const credentialBody = z.strictObject({
  credential: token,
  chain,
  types,
  licence: token.optional(),
})
const presentationBody = z.strictObject({ presentation, nonce, chain, types })

/** As it is described; a request is read by {@link verifyBodyOf}, which can say what of it is wrong. */
export const verifyBody: z.ZodType<VerifyBody> = z.union([credentialBody, presentationBody])

export function verifyBodyOf(json: JsonObject): z.ZodType<VerifyBody> {
  return 'presentation' in json ? presentationBody : credentialBody
}

const codings = z.array(coding).max(64).optional()
const names = z.array(z.string().min(1).max(512)).max(64).optional()
const period = z
  .strictObject({ start: z.number().optional(), end: z.number().optional() })
  .refine(({ start = -Infinity, end = Infinity }) => start < end)
  .optional()

/** Read in full, and first: a request that means nothing must not use up what was presented for it. */
const requestedData = z.discriminatedUnion('scope', [
  z.strictObject({ scope: z.literal('category'), types: codings, codes: codings, period }),
  z.strictObject({
    ...{ scope: z.literal('item'), types: codings, codes: codings, period },
    ...{ labels: codings, record: z.string().min(1).max(512).optional() },
    ...{ related: names, dependsOn: names, authors: names },
  }),
])

export const decideBody: z.ZodType<DecideBody> = z.strictObject({
  presentation,
  nonce,
  chain,
  set: z.strictObject({
    word: z.string().min(1).max(1_048_576),
    statements: z.array(z.looseObject({})).max(1000),
  }),
  request: z.strictObject({
    record: identifier,
    purposes: z.array(purpose).min(1).max(16),
    action: z.enum(['collect', 'access', 'use', 'disclose', 'correct']),
    data: z.array(requestedData).min(1).max(64),
    legalBasis: z
      .enum(['consent', 'care', 'legal_obligation', 'secondary_use'])
      .optional() as z.ZodType<LegalBasis | undefined>,
  }),
}) as unknown as z.ZodType<DecideBody>

const check = z.strictObject({
  check: z.string(),
  outcome: z.enum(['passed', 'failed', 'unknown']),
  code: z.string().optional(),
  place: z.string().optional(),
})
const shown = z.strictObject({
  id: z.string().optional(),
  format: z.string(),
  types: z.array(z.string()),
  issuer: z.string(),
  subject: z.string().optional(),
  validUntil: instant.optional(),
  root: z.string().optional(),
  claims: z.looseObject({}),
})
const common = {
  at: instant,
  now: instant,
  text: z.array(z.string()),
  samples: z.literal(true).optional(),
}

/** What `POST /verify` answers with 200, and only then: every check has passed. */
export const verifiedAnswer: z.ZodType = z.strictObject({
  verdict: z.literal('passed'),
  checks: z.array(check),
  credentials: z.array(shown),
  ...common,
})

const codes = z.array(coding).optional()
const span = z.strictObject({ start: z.int().optional(), end: z.int().optional() }).optional()
const reference = z.strictObject({
  meaning: z.enum(['instance', 'related', 'dependents', 'authoredby']),
  reference: z.string(),
})
const leftOut = z
  .strictObject({
    kind: z.enum(['leave_out', 'limit_to']),
    rule: z.strictObject({ statement: z.int(), path: z.array(z.int()) }),
    data: z.strictObject({
      ...{ labels: codes, types: codes, codes, dataPeriod: span },
      data: z.array(reference).optional(),
    }),
  })
  .describe('`leave_out`: whatever may match; `limit_to`: only what surely matches.')
  .meta({ id: 'DataObligation' })

const requester = z.union([
  z.strictObject({
    answer: z.literal('permitted'),
    duties: z.array(duty),
  }),
  z.strictObject({ answer: z.literal('not_available') }),
])

/** What `POST /decide` answers with 200, and only then: it is permitted, with all of the obligations. */
export const permittedAnswer: z.ZodType = z.strictObject({
  decision: z.enum(['permit', 'permit_emergency']),
  obligations: z.array(z.union([duty, leftOut])),
  requester,
  asOf: instant,
  at: instant,
  text: z.array(z.string()),
  samples: z.literal(true).optional(),
})

const problem = {
  type: z.string(),
  title: z.string(),
  detail: z.string(),
  status: z.int(),
  code: z.string(),
  outcome: z.enum(['failed', 'unknown']),
  place: z.string().optional(),
  text: z.array(z.string()).optional(),
  samples: z.literal(true).optional(),
}

/** A refusal of a request, or of what it asked about. */
export const labProblem: z.ZodType = z
  .strictObject({
    ...problem,
    verdict: z.enum(['failed', 'unknown']).optional(),
    checks: z.array(check).optional(),
    decision: z.enum(['deny', 'no_consent', 'unknown']).optional(),
    requester: requester.optional(),
    at: instant.optional(),
    now: instant.optional().describe('Of a verdict on what was shown.'),
    asOf: instant.optional().describe('Of a decision: of when the word of the register is.'),
  })
  .meta({ id: 'LabProblem' })

export const healthAnswer: z.ZodType = z.strictObject({
  status: z.literal('ok'),
  roots: z.int(),
  registers: z.int(),
  bundle: z.strictObject({ sequence: z.int(), issuedAt: instant }).optional(),
  samples: z.boolean(),
})
