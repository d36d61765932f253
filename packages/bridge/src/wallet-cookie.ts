import type { IncomingMessage, ServerResponse } from 'node:http'

const cookieName = 'fidecura_wallet'

/** What a browser keeps of the wallet that it asked, at one interaction alone. */
export function setCookie(
  outgoing: ServerResponse,
  issuer: string,
  path: string,
  value: string,
): void {
  const secure = issuer.startsWith('https:') ? '; Secure' : ''
  outgoing.appendHeader(
    'set-cookie',
    `${cookieName}=${value}; Path=${path}; Max-Age=600; HttpOnly; SameSite=Lax${secure}`,
  )
}

export function dropCookie(outgoing: ServerResponse, path: string): void {
  outgoing.appendHeader('set-cookie', `${cookieName}=; Path=${path}; Max-Age=0; HttpOnly`)
}

export function readCookie(incoming: IncomingMessage): readonly string[] {
  const pairs = (incoming.headers.cookie ?? '').split('; ')
  const own = pairs.find((pair) => pair.startsWith(`${cookieName}=`))
  const value = own?.slice(cookieName.length + 1) ?? ''
  try {
    return value.split('|').map(decodeURIComponent)
  } catch {
    return []
  }
}
