import type { Trust } from '@fidecura/app-kit'
import {
  allowLoopbackHttp,
  BaseError,
  CodedError,
  isLoopbackPage,
  systemClock,
} from '@fidecura/base'
import { createCommonResolver, type ResolveDid } from '@fidecura/identity'
import type { WalletNetwork } from '@fidecura/openid/wallet'
import type { AppConfiguration } from '@fidecura/server/client'

/**
 * Reaches issuers and whoever asks: those that the hospital lets its app call, and no others.
 *
 * @param origins - `walletOrigins` of the settings; `https:` stands for all that have a certificate.
 */
export function walletNetworkOf(
  { walletOrigins: origins = [] }: Pick<AppConfiguration, 'walletOrigins'>,
  { resolve }: Pick<Trust, 'resolve'>,
  signal: AbortSignal,
): WalletNetwork {
  const own = location.origin
  const isAllowed = (origin: string): boolean =>
    [own, ...origins].includes(origin) ||
    (origins.includes('https:') && origin.startsWith('https:'))
  const fetched: WalletNetwork['fetch'] = async (url, init) => {
    // The policy of the page would stop it, too, without a word for people.
    if (isAllowed(new URL(url).origin)) return await fetch(url, init)
    throw new BaseError('http_url_refused', 'Not among those that the app may call')
  }
  const network = { fetch: fetched, clock: systemClock, signal, ...doorOf([own, ...origins]) }
  return { ...network, resolve: firstOf(resolve, createCommonResolver(network)) }
}

/** Where the app itself is tried out on loopback, those on loopback that its settings name; nothing on https. */
function doorOf(origins: readonly string[]): Pick<WalletNetwork, typeof allowLoopbackHttp> {
  const door = { [allowLoopbackHttp]: origins }
  if (!isLoopbackPage(location.origin, door)) return {}
  return { [allowLoopbackHttp]: origins.filter((origin) => isLoopbackPage(origin, door)) }
}

/** By the hospital's bundle, and for whoever is not in it by their own word. */
function firstOf(known: ResolveDid, others: ResolveDid): ResolveDid {
  return async (did, options) => {
    try {
      return await known(did, options)
    } catch (error) {
      if (!CodedError.is(error) || error.code !== 'bundle_member_missing') throw error
      return await others(did, options)
    }
  }
}
