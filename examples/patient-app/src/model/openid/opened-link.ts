/** A link of OpenID: what somebody offers, or asks for. Nothing of it is believed yet. */
export interface OpenedLink {
  readonly kind: 'offer' | 'request'
  readonly link: string
}

const maxLength = 60_000

/** @returns Undefined: it is none, whoever it is for. */
export function readOpenedLink(text: string): OpenedLink | undefined {
  const link = text.trim()
  const [, query] = /^[a-z][a-z\d+.-]*:[^?#]*\?([^#]+)/i.exec(link) ?? []
  if (query === undefined || link.length > maxLength) return undefined
  const parameters = new URLSearchParams(query)
  if (parameters.has('credential_offer') || parameters.has('credential_offer_uri')) {
    return { kind: 'offer', link }
  }
  if (parameters.has('client_id')) return { kind: 'request', link }
  // What the system hands over when somebody opens a link of the scheme in the manifest.
  const inner = parameters.get('link')
  return inner === null ? undefined : readOpenedLink(inner)
}

/** Where the app shows what a link says. */
export function pathOfLink({ link }: OpenedLink): string {
  return `/openid/${encodeURIComponent(link)}`
}

/** Takes what the app was started with out of its address, to be shown once there is a key. */
export function takeStartLink(): void {
  if (location.search === '') return
  const found = readOpenedLink(`wallet://${location.search}`)
  if (found === undefined) return
  history.replaceState(null, '', `${location.pathname}#${pathOfLink(found)}`)
}
