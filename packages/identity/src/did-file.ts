import { BaseError, type FetchBytesOptions, fetchBytes } from '@fidecura/base'
import { IdentityError } from './errors.ts'

/**
 * Fetches what the host of a DID serves. What went wrong says whether the DID or the network is to
 * blame.
 *
 * @throws {@link IdentityError} `did_not_found`: 404, 410, a redirect, a private address;
 *   `did_unreachable` (unknown). {@link BaseError} `aborted` (unknown), `http_too_large`.
 */
export async function fetchDidFile(url: string, options: FetchBytesOptions): Promise<Uint8Array> {
  try {
    return await fetchBytes(url, options)
  } catch (error) {
    throw BaseError.is(error) ? errorOf(error) : error
  }
}

function errorOf(cause: BaseError): BaseError | IdentityError {
  switch (cause.code) {
    case 'http_unreachable':
    case 'http_timeout':
    case 'http_status':
      return new IdentityError('did_unreachable', 'The document could not be fetched', {
        outcome: 'unknown',
        cause,
      })
    case 'http_not_found':
    case 'http_redirect_refused':
    case 'http_address_refused':
    case 'http_url_refused':
      return new IdentityError('did_not_found', 'No document where the method says', { cause })
    default:
      return cause
  }
}
