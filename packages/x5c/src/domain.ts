import { type Did, methodOf } from '@fidecura/identity'
import { X5cError } from './errors.ts'

const domainPattern =
  /^(?:\*\.)?(?:[a-z\d_](?:[a-z\d_-]{0,61}[a-z\d_])?)(?:\.[a-z\d_](?:[a-z\d_-]{0,61}[a-z\d_])?)*$/i

/** A domain name, or one with `*` as its first label. RFC 5280 §4.2.1.6, RFC 6125 §6.4.3. */
export function isDomainPattern(text: string): boolean {
  return text.length <= 253 && domainPattern.test(text)
}

/**
 * What a constraint is compared as: all domains, one with those below it, or those below it alone. One that
 * is written in any other way, with a dot at its end for one, would exclude nothing.
 */
export function isDomainConstraint(text: string): boolean {
  const base = text.replace(/^\./, '')
  return text === '' || (isDomainPattern(base) && !base.startsWith('*'))
}

/**
 * The domain that a did:web or did:webvh lies under, in lower case, for the option `domain`.
 *
 * @throws {@link X5cError} `x5c_domain_mismatch`: a DID of another method lies under none.
 */
export function domainOf(did: Did): string {
  const method = methodOf(did)
  if (method === 'web' || method === 'webvh') {
    const [host = ''] = did.split(':').slice(method === 'web' ? 2 : 3)
    return host.replace(/%3a\d+$/i, '').toLowerCase()
  }
  throw new X5cError('x5c_domain_mismatch', 'A DID of this method lies under no domain')
}

/** Whether a certified name, which may have a `*`, lies in the domain of a constraint. RFC 5280 §4.2.1.10. */
export function isPermittedDomain(name: string, constraint: string): boolean {
  const domain = name.toLowerCase()
  const base = constraint.toLowerCase().replace(/^\./, '')
  if (base === '') return true
  // A leading dot leaves the domain itself out.
  return domain.endsWith(`.${base}`) || (domain === base && !constraint.startsWith('.'))
}

/** Whether any name that a certified one stands for lies in the domain of a constraint. */
export function isExcludedDomain(name: string, constraint: string): boolean {
  const domain = name.toLowerCase().replace(/^\*\./, '')
  const base = constraint.toLowerCase().replace(/^\./, '')
  if (base === '' || domain === base || domain.endsWith(`.${base}`)) return true
  return name.startsWith('*.') && base.endsWith(`.${domain}`)
}
