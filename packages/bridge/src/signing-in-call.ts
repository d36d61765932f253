import type { IncomingMessage } from 'node:http'

/** What whoever listens knows of a request, and would know. */
export interface SigningInCall {
  /** Whence it came. Default: the address at the other end of the connection. */
  readonly client?: string
  /** Gets what was asked for and what was wrong, in words of the bridge alone. */
  readonly note?: SigningInNote
}

/** For logs and counters: nothing of whom it was about. */
export interface SigningInNote {
  route?: string
  code?: string
}

/** Steps of an interaction, each an address of its own below it. */
const steps: readonly string[] = ['ask', 'wait', 'return', 'cancel']

const known: Readonly<Record<string, string>> = {
  '.well-known': 'discovery',
  jwks: 'jwks',
  auth: 'authorize',
  token: 'token',
  me: 'userinfo',
  wallet: 'wallet',
  'sign-in.css': 'style',
}

/** Which of the bridge's addresses a path is, without what stands in it: as many as there are, and no more. */
export function routeOf(path: string): string {
  const [, first = '', , step = ''] = path.split('/')
  if (first === 'interaction') return `sign-in/${steps.includes(step) ? step : 'page'}`
  return `sign-in/${Object.hasOwn(known, first) ? known[first] : 'other'}`
}

export function clientOf(incoming: IncomingMessage, { client }: SigningInCall): string {
  return client ?? incoming.socket.remoteAddress ?? 'unknown'
}
