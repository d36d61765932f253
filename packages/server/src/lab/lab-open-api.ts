import type { JsonObject } from '@fidecura/base'
import { OpenAPIHono } from '@hono/zod-openapi'
import type { z } from 'zod'
import {
  decideBody,
  healthAnswer,
  labProblem,
  permittedAnswer,
  verifiedAnswer,
  verifyBody,
} from './lab-bodies.ts'

/** Describes the requests by the very schemas that they are read by. */
export function labOpenApi(): JsonObject {
  const { paths, document } = emptyDocument()
  const content = (schema: z.ZodType, type = 'application/json') => ({ [type]: { schema } })
  const refusals = (described: Readonly<Record<number, string>>) =>
    Object.fromEntries(
      Object.entries({ ...described, ...common }).map(([status, description]) => [
        status,
        { description, content: content(labProblem, 'application/problem+json') },
      ]),
    )
  const ask = (body: z.ZodType) => ({ body: { content: content(body), required: true } })
  paths.registerPath({
    ...{ method: 'post', path: '/verify', operationId: 'verify' },
    summary: 'Makes every check of a credential, or of a presentation for the nonce that you sent.',
    request: ask(verifyBody),
    responses: {
      200: { description: 'Every check has passed', content: content(verifiedAnswer) },
      ...refusals({ 422: 'A check has failed', 503: 'A check could not be made: unknown' }),
    },
  })
  paths.registerPath({
    ...{ method: 'post', path: '/decide', operationId: 'decide' },
    summary: 'Decides whether whoever presented may have what they ask for.',
    request: ask(decideBody),
    responses: {
      200: { description: 'Permitted, with all obligations', content: content(permittedAnswer) },
      ...refusals({
        403: 'Not permitted',
        422: 'What was presented or stated is not good',
        503: 'Could not be told: unknown, and so not permitted',
      }),
    },
  })
  paths.registerPath({
    ...{ method: 'get', path: '/health', operationId: 'health' },
    summary: 'Whether this place can judge, and by how old a trust bundle.',
    responses: {
      200: { description: 'It can', content: content(healthAnswer) },
      ...refusals({ 503: 'It cannot' }),
    },
  })
  return document()
}

const common = {
  400: 'Not a request as this service takes it',
  413: 'Too many bytes',
  415: 'Another media type than application/json',
  421: 'Another Host than this service answers for, or an Origin',
  429: 'More at once than is taken',
  501: 'What this needs was not configured',
} as const

function emptyDocument() {
  const app = new OpenAPIHono()
  const info = { title: 'Fidecura, verifying only', version: '1' }
  return {
    paths: app.openAPIRegistry,
    document: () =>
      JSON.parse(
        JSON.stringify(app.getOpenAPI31Document({ openapi: '3.1.0', info })),
      ) as JsonObject,
  }
}
