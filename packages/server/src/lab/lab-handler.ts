import { CodedError, type JsonObject } from '@fidecura/base'
import type { z } from 'zod'
import { ServerError } from '../errors.ts'
import { assertHost, assertOrigin } from '../http/addressed.ts'
import type { ServiceHandler } from '../http/handler.ts'
import { problemOf } from '../http/problem.ts'
import { readBody } from '../http/read-body.ts'
import { decideForLab } from './decide-for-lab.ts'
import { decideBody, verifyBodyOf } from './lab-bodies.ts'
import { type LabAnswer, type LabDesk, type LabOptions, languageOf } from './lab-desk.ts'
import { labOpenApi } from './lab-open-api.ts'
import { jsonOf, verifyForLab } from './verify-for-lab.ts'

/** Requests that are judged at the same time; each may hold a body of the largest size. */
const maxAtOnce = 64
const maxVerifyBytes = 1_048_576
const maxDecideBytes = 4_194_304

/**
 * Answers for a place that only verifies: `POST /verify`, `POST /decide`, `GET /health`, `GET /openapi.json`. It knows
 * nobody who calls, so it is for programs of the same machine or network, and refuses what a web page sends.
 */
export function createLabHandler(options: LabOptions): ServiceHandler {
  const { words, forget } = options
  let atOnce = 0
  let described: JsonObject | undefined
  return async (request) => {
    const language = languageOf(request)
    const { pathname } = new URL(request.url)
    if (atOnce >= maxAtOnce) return refusal(new ServerError('rate_limited', 'Come again', unknown))
    atOnce += 1
    // Looked for once: to look is to ask the disk.
    let opened: Promise<LabDesk> | undefined
    const desk = (): Promise<LabDesk> => {
      opened ??= options.desk().catch(notReady)
      return opened
    }
    try {
      // A web page that somebody opens on this machine must not have anything judged, nor learn that this is there.
      assertOrigin(request)
      assertHost(request, (host) => options.hosts.includes(host))
      return answered(await answer(pathname), await samplesOf())
    } catch (error) {
      return refusal(error)
    } finally {
      atOnce -= 1
    }

    async function answer(path: string): Promise<LabAnswer> {
      switch (`${request.method} ${path}`) {
        case 'POST /verify': {
          const body = await read(request, verifyBodyOf, maxVerifyBytes)
          return verifyForLab(body, await desk(), words, language, request.signal)
        }
        case 'POST /decide': {
          const body = await read(request, () => decideBody, maxDecideBytes)
          return decideForLab(body, await desk(), words, language, request.signal)
        }
        case 'GET /health':
          return { status: 200, body: { status: 'ok', ...jsonOf((await desk()).health) } }
        case 'GET /openapi.json':
          described ??= labOpenApi()
          return { status: 200, body: described }
        case 'POST /reset':
          if (forget === undefined) throw notFound()
          forget()
          return { status: 200, body: { status: 'ok' } }
        default:
          throw notFound()
      }
    }

    /** Whether what is judged is invented: whoever reads an answer must see that. */
    async function samplesOf(): Promise<boolean> {
      const open = await desk().catch(() => undefined)
      return open?.health.samples === true
    }

    function refusal(error: unknown): Response {
      const problem = problemOf(error)
      const { code, title, place } = problem
      const detail = words.problem({ code, message: title, place }, language)
      return answered({ status: problem.status, body: jsonOf({ ...problem, detail }) }, false)
    }
  }
}

const unknown = { outcome: 'unknown' } as const

async function read<T>(
  request: Request,
  schemaOf: (json: JsonObject) => z.ZodType<T>,
  maxBytes: number,
): Promise<T> {
  const { json } = await readBody(request, maxBytes)
  const result = schemaOf(json).safeParse(json)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const path = (issue?.path ?? []).filter((name) => /^\w{1,40}$/.test(String(name)))
  const place = path.map((name) => `/${String(name)}`).join('')
  throw new ServerError('request_malformed', 'Not a request as this service takes it', { place })
}

function answered({ status, body }: LabAnswer, samples: boolean): Response {
  const type = status === 200 ? 'application/json' : 'application/problem+json'
  const headers = {
    'content-type': type,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...(status === 429 ? { 'retry-after': '1' } : {}),
    // What was not read to its end would stand before the next request.
    ...(status === 413 ? { connection: 'close' } : {}),
  }
  const whole = samples ? { ...body, samples: true } : body
  return new Response(JSON.stringify(whole), { status, headers })
}

/** Whatever is wrong with what is trusted says nothing about what was asked. */
function notReady(cause: unknown): never {
  const place = CodedError.is(cause) ? cause.code : 'internal_error'
  const options = { outcome: 'unknown', place, ...(CodedError.is(cause) ? { cause } : {}) } as const
  throw new ServerError('not_ready', 'What this place judges by cannot be opened', options)
}

function notFound(): ServerError {
  return new ServerError('not_found', 'No such thing here')
}
