import type { Asked } from './asked.ts'

/** What the way back to whoever asked is called. */
export interface WayBack {
  /** Undefined: nobody vouches for one. */
  readonly name: string | undefined
  readonly host: string
}

/**
 * By the name that somebody vouches for, and the domain beside it. Where the way leads to another host than the answer
 * went to, nobody has said whose that is, and it is called by itself.
 *
 * @param redirectTo - An address of the web.
 */
export function wayBackOf(
  redirectTo: string,
  { asker: { name, by }, host: asked, signIn }: Pick<Asked, 'asker' | 'host' | 'signIn'>,
): WayBack {
  const { host } = new URL(redirectTo)
  const isVouched = by === 'hospital' || by === 'certificate'
  if (!isVouched || host !== asked) return { name: undefined, host }
  if (signIn === undefined) return { name, host }
  // A certificate says who they are, and nothing of where they send people on to.
  if (by === 'certificate') return { name, host }
  // Whoever signs people in for the hospital sends them on to where they sign in, and says whose that is.
  return { name: signIn.platform, host: new URL(signIn.origin).host }
}
