import {
  type Did,
  methodOf,
  type PublicJwk,
  resolveDidJwk,
  resolveDidKey,
  thumbprintOf,
} from '@fidecura/identity'
import type { Environment } from '../environment.ts'
import { inFile } from '../located.ts'
import { missingOption, wrongOption } from '../options.ts'
import { readPublicKey } from '../public-key-file.ts'
import { isThumbprint, readThumbprint } from './fingerprint.ts'

/**
 * The thumbprints of the only keys to take from somebody. A did:key and a did:jwk are made of theirs; of all others the
 * operator names them, by what its owner said on another way than the one that the DID came.
 */
export async function pinnedKeys(
  did: Did,
  named: readonly string[] | undefined,
  environment: Environment,
): Promise<readonly string[]> {
  const own = await ownKeyOf(did, environment)
  if (own !== undefined) {
    if (named !== undefined) throw wrongOption('--key')
    return [await thumbprintOf(own)]
  }
  if (named === undefined) throw missingOption('--key')
  const keys = await Promise.all(named.map((text) => thumbprintNamed(text, environment)))
  return [...new Set(keys)]
}

/** The one key itself: a thumbprint verifies nothing. */
export async function pinnedKey(
  did: Did,
  named: readonly string[] | undefined,
  environment: Environment,
): Promise<PublicJwk> {
  const own = await ownKeyOf(did, environment)
  if (own !== undefined) {
    if (named !== undefined) throw wrongOption('--key')
    return own
  }
  const [path, ...others] = named ?? []
  if (path === undefined) throw missingOption('--key')
  if (others.length > 0 || isThumbprint(path)) throw wrongOption('--key', 'FILE')
  return (await readPublicKey(path, environment)).jwk
}

async function thumbprintNamed(text: string, environment: Environment): Promise<string> {
  if (!/\.json$/i.test(text)) return readThumbprint(text, '--key')
  return inFile(text, async () => thumbprintOf((await readPublicKey(text, environment)).jwk))
}

async function ownKeyOf(did: Did, { clock }: Environment): Promise<PublicJwk | undefined> {
  const method = methodOf(did)
  if (method !== 'key' && method !== 'jwk') return undefined
  const now = clock()
  const resolve = method === 'key' ? resolveDidKey : resolveDidJwk
  const { document } = await resolve(did, { at: now, now })
  const key = document.verificationMethods.at(0)?.publicKey
  if (key === undefined) throw wrongOption('DID')
  return key
}
