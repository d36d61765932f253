import { isJsonObject, type JsonObject, joinBytes, parseJson } from '@fidecura/base'
import { ServerError } from '../errors.ts'

/** More objects in one another than anything here has. */
const maxDepth = 32

/**
 * Reads a body as JSON: an object that names no member twice.
 *
 * @returns Its bytes, too, for telling a repeat from another request.
 * @throws ServerError `media_type_unsupported`, `request_too_large`; BaseError those of `parseJson`.
 */
export async function readBody(
  request: Request,
  maxBytes: number,
): Promise<{ readonly bytes: Uint8Array; readonly json: JsonObject }> {
  const type = request.headers.get('content-type') ?? ''
  if (!/^application\/json *(?:; *charset="?utf-8"?)?$/i.test(type)) {
    throw new ServerError('media_type_unsupported', 'Send application/json')
  }
  if (request.headers.has('content-encoding')) {
    throw new ServerError('media_type_unsupported', 'Send it uncompressed')
  }
  const bytes = await readBytes(request, maxBytes)
  const json = parseJson(bytes, { maxBytes, maxDepth })
  if (!isJsonObject(json))
    throw new ServerError('request_malformed', 'Not an object', { place: '' })
  return { bytes, json }
}

async function readBytes({ headers, body }: Request, maxBytes: number): Promise<Uint8Array> {
  if (Number(headers.get('content-length') ?? 0) > maxBytes) throw tooLarge()
  if (body === null) return new Uint8Array()
  const parts: Uint8Array[] = []
  let length = 0
  const reader = body.getReader()
  for (;;) {
    const { done, value } = await reader.read().catch(notSent)
    if (done) return joinBytes(parts)
    length += value.length
    if (length > maxBytes) {
      // Whatever follows is read by nobody.
      await reader.cancel()
      throw tooLarge()
    }
    parts.push(value)
  }
}

/** Whoever sent it went away, or was too slow: nothing that failed here. */
function notSent(): never {
  throw new ServerError('request_malformed', 'Not sent to its end', { place: '' })
}

function tooLarge(): ServerError {
  return new ServerError('request_too_large', 'More bytes than this route takes')
}
