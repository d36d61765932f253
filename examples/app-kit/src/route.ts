import { useSyncExternalStore } from 'react'

/** Where a person is, or what a link that was opened hands over. No server sees what follows the #. */
export type Route =
  | { readonly kind: 'path'; readonly path: readonly string[] }
  | { readonly kind: 'offer'; readonly code: string }
  | { readonly kind: 'request'; readonly token: string }
  | { readonly kind: 'recovery'; readonly reference: string }

/** @param fragment - With or without its #. What is not understood is home. */
export function parseRoute(fragment: string): Route {
  const text = fragment.replace(/^#/, '')
  const [, name, value = ''] = /^(offer|request|recovery)=([\w.~-]{1,60000})$/.exec(text) ?? []
  if (name === 'offer') return { kind: 'offer', code: value }
  if (name === 'request') return { kind: 'request', token: value }
  if (name === 'recovery') return { kind: 'recovery', reference: value }
  return { kind: 'path', path: text.split('/').filter(Boolean).map(decoded) }
}

/** @param path - As in `/requests/7`. */
export function goTo(path: string): void {
  location.hash = path
}

/** Takes a secret of a link out of the address and the history of the browser. */
export function replaceRoute(path: string): void {
  history.replaceState(null, '', `#${path}`)
  dispatchEvent(new HashChangeEvent('hashchange'))
}

export function useRoute(): Route {
  const fragment = useSyncExternalStore(subscribe, () => location.hash)
  return parseRoute(fragment)
}

function subscribe(changed: () => void): () => void {
  addEventListener('hashchange', changed)
  return () => removeEventListener('hashchange', changed)
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
