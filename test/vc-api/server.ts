import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { CodedError, isJsonObject, type JsonObject, parseJson } from '@fidecura/base'
import { issue } from './issue.ts'
import { type Answer, problemOf, refusal, refusalOf } from './problem.ts'
import { selfMadeCertificate } from './self-made-certificate.ts'
import { createVcApiSuites, type VcApiSuite } from './vc-api-suites.ts'
import { verify, verifyPresentation } from './verify.ts'

/** The adapter at work, on loopback alone. */
export interface VcApi {
  readonly httpUrl: string
  readonly httpsUrl: string
  /** By `suite/keyType`: as whom its endpoint issues. */
  readonly issuers: Readonly<Record<string, string>>
  /** In PEM, for clients that want to know whom they talk to. */
  readonly certificate: string
  close(): Promise<void>
}

const maxBytes = 1_048_576

/**
 * Listens for test suites of the W3C, with keys that are made now and gone afterwards. It trusts any
 * issuer and signs whatever it is asked to: never a part of anything that somebody relies on.
 */
export async function startVcApi(): Promise<VcApi> {
  const suites = await createVcApiSuites()
  const { cert, key } = selfMadeCertificate()
  const listener = listenerFor(suites)
  const plain = createServer(listener)
  const secure = createTlsServer({ cert, key }, listener)
  const ports = [await listen(plain), await listen(secure)]
  return {
    httpUrl: `http://127.0.0.1:${ports[0]}`,
    httpsUrl: `https://127.0.0.1:${ports[1]}`,
    issuers: Object.fromEntries(suites.map((suite) => [nameOf(suite), suite.signer.did])),
    certificate: cert,
    close: async () => {
      for (const server of [plain, secure]) {
        server.closeAllConnections()
        await new Promise<void>((done) => {
          server.close(() => done())
        })
      }
    },
  }
}

function listenerFor(suites: readonly VcApiSuite[]): RequestListener {
  return async (request, response) => {
    const { status, body } = await answer(request, suites)
    const type = status < 300 ? 'application/json' : 'application/problem+json'
    const text = JSON.stringify(body)
    response.writeHead(status, { 'content-type': type }).end(text)
  }
}

async function answer(request: IncomingMessage, suites: readonly VcApiSuite[]): Promise<Answer> {
  try {
    const endpoint = endpointOf(request.url ?? '', suites)
    if (endpoint === undefined) return refusal(404, problemOf('not_found', undefined, 404))
    if (request.method !== 'POST') return refusal(405, problemOf('not_post', undefined, 405))
    const bytes = await readBody(request)
    if (bytes === undefined) return refusal(413, problemOf('json_too_large', undefined, 413))
    const body = parseJson(bytes)
    if (!isJsonObject(body)) return refusal(400, problemOf('json_malformed'))
    return await endpoint(body)
  } catch (error) {
    if (CodedError.is(error)) return refusalOf(error)
    return refusal(500, problemOf('fault_of_the_adapter', undefined, 500))
  }
}

function endpointOf(
  url: string,
  suites: readonly VcApiSuite[],
): ((body: JsonObject) => Promise<Answer>) | undefined {
  const { pathname } = new URL(url, 'http://127.0.0.1')
  const suite = suites.find((each) => pathname.startsWith(`/${nameOf(each)}/`))
  if (suite === undefined) return undefined
  switch (pathname.slice(`/${nameOf(suite)}/`.length)) {
    case 'credentials/issue':
      return (body) => issue(body, suite)
    case 'credentials/verify':
      return (body) => verify(body, suite)
    case 'presentations/verify':
      return verifyPresentation
    default:
      return undefined
  }
}

async function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of request) {
    length += part.length
    if (length > maxBytes) return undefined
    parts.push(part)
  }
  return Buffer.concat(parts)
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done)
  })
  return (server.address() as AddressInfo).port
}

function nameOf({ name, keyType }: VcApiSuite): string {
  return `${name}/${keyType}`
}
