import { inspect } from 'node:util'
import { epochSeconds } from '@fidecura/base'
import {
  type Did,
  decodeJws,
  IdentityError,
  parseDidUrl,
  type ResolveDid,
  type Signer,
  signJws,
  verifyDidJws,
} from '../../src/index.ts'
import { verified } from './kit.ts'

const now = epochSeconds(1_800_000_000)
export const instants = Object.freeze({ at: now, now })

/**
 * Whether what the attacker signed passes for a word of this DID.
 *
 * @param key - That the documents have under #key-1.
 */
export async function verdictOf(did: Did, resolve: ResolveDid, key: Signer): Promise<string> {
  const signer = { ...key, did, keyId: parseDidUrl(`${did}#key-1`) }
  const jws = decodeJws(await signJws({ iss: did }, { signer, typ: 'test' }))
  const options = { issuer: did, typ: 'test', relationship: 'assertionMethod', resolve } as const
  try {
    await verifyDidJws(jws, { ...options, ...instants })
    return verified
  } catch (error) {
    if (!IdentityError.is(error)) return 'no code of ours'
    return inspect(error, { depth: 9, showHidden: true }).includes(did) ? 'says it' : error.code
  }
}
