import type { VerifyCertificates } from '@fidecura/openid/wallet'
import type { AppConfiguration } from '@fidecura/server/client'

/**
 * Proves who asks by a certificate, to the roots that the hospital names for that. What reads certificates is fetched
 * with the first of them. No revocation list is reached from a page, so the result says that nobody looked.
 *
 * @returns Undefined: the hospital names no roots, and nobody is answered by a certificate.
 */
export function certificatesBy({
  certificateRoots: roots = [],
}: Pick<AppConfiguration, 'certificateRoots'>): VerifyCertificates | undefined {
  if (roots.length === 0) return undefined
  return async (request, { at }) => {
    const { certifiedKeyOf, verifyX5c } = await import('@fidecura/x5c')
    const key = certifiedKeyOf(request)
    return await verifyX5c(request, { roots, key, at, revocation: 'not_checked' })
  }
}
