/**
 * What `POST /verify` is measured beside, with nothing of ours in it: `bare` is hono that reads a body of JSON and answers
 * with one; `checks` verifies the same signatures, with keys that it knows already, and makes no other check.
 */
import { createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto'
import { createServer, type RequestListener } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'

// Of the service, which alone has them.
const fromService = createRequire(new URL('../../packages/server/package.json', import.meta.url))
const { Hono } = (await import(fromService.resolve('hono'))) as { Hono: new () => App }
const { getRequestListener } = (await import(fromService.resolve('@hono/node-server'))) as {
  getRequestListener(fetch: unknown, options: object): RequestListener
}

/** As much of hono as is used here. */
interface App {
  readonly fetch: unknown
  post(path: string, answer: (context: Context) => Promise<Response>): void
}
interface Context {
  readonly req: { json(): Promise<unknown> }
  json(body: object, status?: number): Response
}

const [kind = 'bare', keysOfIssuers = '{}'] = process.argv.slice(2)
const issuers = new Map(
  Object.entries(JSON.parse(keysOfIssuers) as Record<string, object>).map(([did, key]) => [
    did,
    createPublicKey({ key: key as JsonWebKey, format: 'jwk' }),
  ]),
)
const holders = new Map<string, KeyObject>()

interface Asked {
  readonly presentation: string
  readonly nonce: string
}

const app = new Hono()
app.post('/verify', async (context) => {
  const { presentation, nonce } = (await context.req.json()) as Asked
  if (kind === 'bare') return context.json(answer(nonce))
  const { credentials } = JSON.parse(presentation) as { readonly credentials: readonly string[] }
  const isRight = credentials.every(isSigned)
  return context.json(answer(nonce), isRight ? 200 : 422)
})

/** As long as an answer of ours is. */
function answer(nonce: string): object {
  return { verdict: 'passed', nonce, text: filling }
}

const filling = Array.from({ length: 16 }, (_, n) => `${n} ${'x'.repeat(80)}`)

/** An SD-JWT with key binding: two signatures, of its issuer and of its holder. */
function isSigned(token: string): boolean {
  const parts = token.split('~')
  const [issued = '', binding = ''] = [parts[0], parts.at(-1)]
  const payload = payloadOf(issued)
  const { iss, cnf } = payload as { readonly iss: string; readonly cnf: { readonly jwk: object } }
  const issuer = issuers.get(iss)
  return issuer !== undefined && isJws(issued, issuer) && isJws(binding, holderOf(cnf.jwk))
}

function holderOf(jwk: object): KeyObject {
  const name = JSON.stringify(jwk)
  const known = holders.get(name) ?? createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' })
  holders.set(name, known)
  return known
}

function payloadOf(jws: string): unknown {
  return JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString('utf8'))
}

function isJws(jws: string, key: KeyObject): boolean {
  const end = jws.lastIndexOf('.')
  const raw = Buffer.from(jws.slice(end + 1), 'base64url')
  return verify('sha256', Buffer.from(jws.slice(0, end)), key, derOf(raw))
}

/** The faster of the two ways to hand a signature of JOSE to Node. */
function derOf(raw: Buffer): Buffer {
  const [r, s] = [integerOf(raw.subarray(0, 32)), integerOf(raw.subarray(32))]
  return Buffer.concat([Buffer.from([0x30, r.length + s.length]), r, s])
}

function integerOf(bytes: Buffer): Buffer {
  let from = 0
  while (from < 31 && bytes[from] === 0) from++
  const significant = bytes.subarray(from)
  const sign = (significant[0] ?? 0) > 127 ? [0] : []
  return Buffer.from([2, significant.length + sign.length, ...sign, ...significant])
}

const server = createServer(getRequestListener(app.fetch, { overrideGlobalObjects: false }))
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.stdout.write(`${JSON.stringify({ address: `127.0.0.1:${port}` })}\n`)
})
