import { parseRoute } from '@fidecura/app-kit'
import { pathOfLink, readOpenedLink } from './openid/opened-link.ts'

/** What a picture or a pasted text says to this app: where to go on. */
export interface Scanned {
  readonly path: string
  /** Of an offer of the desk: what is typed where no camera is. */
  readonly code?: string
}

/** @returns Undefined: a code of something else. */
export function readScanned(text: string): Scanned | undefined {
  const [, fragment = ''] = /#(.+)$/.exec(text.trim()) ?? []
  const route = parseRoute(fragment)
  if (route.kind === 'offer') return { path: fragment, code: route.code }
  if (route.kind !== 'path') return { path: fragment }
  const link = readOpenedLink(text)
  if (link !== undefined) return { path: pathOfLink(link) }
  const code = text.trim().toUpperCase()
  return /^[0-9A-Z]{12}$/.test(code.replaceAll('-', ''))
    ? { path: `offer=${code}`, code }
    : undefined
}
