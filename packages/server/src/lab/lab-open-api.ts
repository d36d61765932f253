import type { JsonObject } from '@fidecura/base'
import { jsonSchemasOf } from '../http/json-schemas.ts'
import { codeSchemas, codesIn } from '../http/problem-schemas.ts'
import { type Refusal, refusedAs } from '../http/refusals.ts'
import {
  decideBody,
  healthAnswer,
  labProblem,
  permittedAnswer,
  verifiedAnswer,
  verifyBody,
} from './lab-bodies.ts'

/** What each status of HTTP says here, and the codes that come with it. */
type Refusals = Readonly<Record<number, readonly [description: string, ...codes: Refusal[]]>>

/** Describes the requests by the very schemas that they are read by, and every answer. */
export function labOpenApi(): JsonObject {
  const { schemas, components } = jsonSchemasOf({
    ...{ verifyBody, decideBody, verifiedAnswer, permittedAnswer, healthAnswer, labProblem },
  })
  const contentOf = (name: string) => ({ 'application/json': { schema: schemas[name] ?? {} } })
  const bodyOf = (name: string) => ({ requestBody: { required: true, content: contentOf(name) } })
  return {
    ...{ openapi: '3.1.0', info: { title: 'Fidecura, verifying only', version: '1' } },
    paths: {
      '/verify': {
        post: {
          operationId: 'verify',
          summary:
            'Makes every check of a credential, or of a presentation for the nonce that you sent.',
          ...bodyOf('verifyBody'),
          responses: {
            200: { description: 'Every check has passed', content: contentOf('verifiedAnswer') },
            ...refusals({
              ...asked,
              422: ['A check has failed', ...judged],
              503: ['A check could not be made: unknown', ...judged, ...unready],
            }),
          },
        },
      },
      '/decide': {
        post: {
          operationId: 'decide',
          summary: 'Decides whether whoever presented may have what they ask for.',
          ...bodyOf('decideBody'),
          responses: {
            200: {
              description: 'Permitted, with all obligations',
              content: contentOf('permittedAnswer'),
            },
            ...refusals({
              ...asked,
              403: ['Not permitted', 'decision'],
              422: ['What was presented or stated is not good', ...judged, 'consent'],
              503: [
                'Could not be told: unknown, and so not permitted',
                ...[...judged, 'consent' as const, 'decision' as const],
                ...unready,
              ],
            }),
          },
        },
      },
      '/health': {
        get: {
          operationId: 'health',
          summary: 'Whether this place can judge, and by how old a trust bundle.',
          responses: {
            200: { description: 'It can', content: contentOf('healthAnswer') },
            ...refusals({ ...common, 503: ['It cannot', ...unready] }),
          },
        },
      },
    },
    components: { schemas: { ...components, ...codeSchemas() } },
  }
}

const judged = ['base', 'identity', 'credentials', 'store'] as const
const unready = ['not_ready', 'service_failed'] as const

const common: Refusals = {
  421: ['Another Host than this service answers for, or an Origin', 'host_unexpected'],
  429: ['More at once than is taken', 'rate_limited'],
}

const asked: Refusals = {
  ...common,
  400: ['Not a request as this service takes it', 'request_malformed', 'base'],
  413: ['Too many bytes', 'request_too_large', 'base'],
  415: ['Another media type than application/json', 'media_type_unsupported'],
  501: ['What this needs was not configured', 'not_configured'],
}

function refusals(named: Refusals): Record<string, JsonObject> {
  const described = Object.entries(named).map(([status, [description, ...codes]]) => {
    const schema = {
      allOf: [{ $ref: '#/components/schemas/LabProblem' }],
      properties: { status: { const: Number(status) }, code: codesIn(refusedAs(codes)) },
    }
    return [status, { description, content: { 'application/problem+json': { schema } } }] as const
  })
  return Object.fromEntries(described)
}
