import { CredentialError } from './errors.ts'
import type { Issuer } from './issuer.ts'
import type { StatusSource, StatusSourceOptions, StatusToken } from './status/status-source.ts'

/**
 * Asks issuers of this process for the status of what they issued, instead of the network: for an
 * issuer's own house, demonstrations and tests. Each question signs list and history anew; a verifier
 * remembers the answer for as long as it may.
 *
 * @throws {@link CredentialError} from its methods, `unknown`: `status_unreachable`,
 *   `status_history_unavailable` for the lists of others; those of {@link Issuer.publish}.
 */
export function createIssuerStatusSource(issuers: readonly Issuer[]): StatusSource {
  const byUrl = new Map(issuers.map((issuer) => [issuer.listUrl, issuer]))
  const publish = async (
    url: string,
    part: 'list' | 'history',
    { now }: StatusSourceOptions,
  ): Promise<StatusToken> => {
    const issuer = byUrl.get(url)
    if (issuer === undefined) {
      const code = part === 'list' ? 'status_unreachable' : 'status_history_unavailable'
      throw new CredentialError(code, 'Of an issuer that is not here', { outcome: 'unknown' })
    }
    const token = (await issuer.publish())[part]
    return Object.freeze({ token, fetchedAt: now })
  }
  return Object.freeze<StatusSource>({
    list: (url, options) => publish(url, 'list', options),
    history: (url, options) => publish(url, 'history', options),
  })
}
