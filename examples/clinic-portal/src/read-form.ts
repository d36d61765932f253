import { PortalError } from './portal-error.ts'

/** A logout token with room to spare. */
const maxBytes = 16_384

/** @throws PortalError `form_malformed`: not a form, or too long. */
export async function readForm(request: Request): Promise<URLSearchParams> {
  const type = request.headers.get('content-type') ?? ''
  if (!/^application\/x-www-form-urlencoded\b/i.test(type)) throw malformed()
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of request.body ?? []) {
    length += chunk.length
    if (length > maxBytes) throw malformed()
    chunks.push(chunk)
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'))
}

/**
 * Lets forms of our own pages pass and no others. Cookies come along with forms of other sites in some browsers; what
 * they cannot set is this header.
 *
 * @throws PortalError `form_foreign`.
 */
export function assertOwnForm(request: Request, origin: string): void {
  if (request.headers.get('origin') === origin) return
  throw new PortalError('form_foreign', 'Not sent by a page of this portal')
}

function malformed(): PortalError {
  return new PortalError('form_malformed', 'Not a form of this portal')
}
