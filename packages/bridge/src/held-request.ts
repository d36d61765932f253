import type { IncomingMessage } from 'node:http'

/** Where it is stands in its options: nobody moves its endpoints by a header. */
export function assumeIssuer(incoming: IncomingMessage, issuer: string): void {
  const { host, protocol } = new URL(issuer)
  for (const name of Object.keys(incoming.headers)) {
    if (name.startsWith('x-forwarded-') || name === 'forwarded') delete incoming.headers[name]
  }
  incoming.headers.host = host
  incoming.headers['x-forwarded-proto'] = protocol.slice(0, -1)
}

/** Each platform has the wallet asked anew: nobody is signed in by what was shown before. */
export function dropSession(incoming: IncomingMessage): void {
  const cookies = (incoming.headers.cookie ?? '').split(/; */)
  const others = cookies.filter((cookie) => !/^_session(?:\.\w+)*=/.test(cookie.trim()))
  incoming.headers.cookie = others.join('; ')
}
