import { BaseError, decodeUtf8, joinBytes } from '@fidecura/base'
import type { Witness } from '../witness/witness.ts'

/** The largest request: a proof of 63 hashes and a note. */
const maxBodyBytes = 32_768

/**
 * Serves a witness: `POST /add-checkpoint`, from anybody.
 *
 * @see {@link https://c2sp.org/tlog-witness | C2SP tlog-witness}
 */
export function createWitnessHandler(witness: Witness): (request: Request) => Promise<Response> {
  return async (request: Request) => {
    if (!new URL(request.url).pathname.endsWith('/add-checkpoint')) return empty(404)
    if (request.method !== 'POST') return empty(405, { allow: 'POST' })
    const body = await readText(request)
    if (body === undefined) return empty(413)
    const { status, contentType, body: answer } = await witness.addCheckpoint(body)
    return new Response(answer, { status, headers: { 'content-type': contentType } })
  }
}

/** @returns `undefined` for more than a request can have; what is no text is a wrong request. */
async function readText(request: Request): Promise<string | undefined> {
  const reader = request.body?.getReader()
  const chunks: Uint8Array[] = []
  let length = 0
  for (;;) {
    const chunk = await reader?.read()
    if (chunk === undefined || chunk.done) break
    length += chunk.value.length
    if (length > maxBodyBytes) {
      await reader?.cancel()
      return undefined
    }
    chunks.push(chunk.value)
  }
  try {
    return decodeUtf8(joinBytes(chunks))
  } catch (error) {
    if (BaseError.is(error)) return ''
    throw error
  }
}

function empty(status: number, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(null, { status, headers })
}
