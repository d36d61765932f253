import { decodeUtf8, joinBytes } from '@fidecura/base'
import { malformed, OpenIdError } from '../errors.ts'

const maxBytes = 1_048_576
const maxMembers = 32

/**
 * Reads the form that was posted.
 *
 * @throws OpenIdError `openid_message_malformed`: not a form, a member twice, or more than a mebibyte.
 * @see RFC 6749 §3.1, Appendix B
 */
export async function readForm(request: Request): Promise<ReadonlyMap<string, string>> {
  const [type = ''] = (request.headers.get('content-type') ?? '').split(';')
  if (type.trim().toLowerCase() !== 'application/x-www-form-urlencoded') throw malformed('')
  const form = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(await readBody(request))) {
    if (form.has(name) || form.size === maxMembers) throw malformed('')
    form.set(name, value)
  }
  return form
}

async function readBody({ body }: Request): Promise<string> {
  const reader = body?.getReader()
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for (;;) {
      const chunk = await reader?.read()
      if (chunk === undefined || chunk.done) break
      length += chunk.value.length
      if (length > maxBytes) throw malformed('')
      chunks.push(chunk.value)
    }
    return decodeUtf8(joinBytes(chunks))
  } catch (error) {
    throw OpenIdError.is(error) ? error : malformed('', error)
  } finally {
    // Whatever is left of it, nobody reads.
    reader?.cancel().catch(() => undefined)
  }
}
