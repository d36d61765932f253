import { getDidKeyResolver } from '@veramo/did-provider-key'
import { verifyCredential } from 'did-jwt-vc'
import { Resolver } from 'did-resolver'
import { alterClaims, alterSignature, mustAccept, mustRefuse } from '../lib/refusals.mjs'
import { listUrl, revokedIndex } from '../lib/status-subject.mjs'
import { readBitstring } from './bitstring.mjs'
import { issueJwt, issueJwtList, issueJwtPool } from './jwt-credentials.mjs'

export const didJwtVc = 'did-jwt-vc'

/** did-jwt-vc with did-resolver's cache on: the issuer's document is resolved once. */
export async function didJwtVcVerifies(key) {
  const tokens = await issueJwtPool(key)
  const resolver = cachingResolver()
  const verify = (token) => verifyCredential(token, resolver)
  await mustAccept(didJwtVc, 'a good credential', () => verify(tokens[0]))
  await refusesAltered(didJwtVc, key, tokens[0], verify)
  return { name: didJwtVc, run: (i) => verify(tokens[i % tokens.length]) }
}

/**
 * The same and its status. did-jwt-vc leaves status to the application; this is the least one that
 * is safe: the list's own signature is verified, then its bit is read.
 */
export async function didJwtVcVerifiesStatus(key) {
  const tokens = await issueJwtPool(key, { status: true })
  const lists = new Map([[listUrl, await issueJwtList(key)]])
  const resolver = cachingResolver()
  const verify = async (token) => {
    const { verifiableCredential } = await verifyCredential(token, resolver)
    const { statusListCredential, statusListIndex } = verifiableCredential.credentialStatus
    const list = await verifyCredential(lists.get(statusListCredential), resolver)
    const { encodedList } = list.verifiableCredential.credentialSubject
    if (list.issuer !== verifiableCredential.issuer.id) throw new Error('list of another issuer')
    if (await readBitstring(encodedList, Number(statusListIndex))) throw new Error('revoked')
  }
  const revoked = await issueJwt(key, 0, { index: revokedIndex })
  await mustAccept(didJwtVc, 'a good credential with status', () => verify(tokens[0]))
  await mustRefuse(didJwtVc, 'a revoked credential', () => verify(revoked))
  await refusesAltered(didJwtVc, key, tokens[0], verify)
  return { name: didJwtVc, run: (i) => verify(tokens[i % tokens.length]) }
}

/** What every verifier of JWTs has to refuse before it is timed. */
export async function refusesAltered(name, key, token, verify) {
  const claim = alterClaims(token, ({ vc }) => {
    vc.credentialSubject.department.name = 'Surgery'
  })
  const expired = await issueJwt(key, 0, { expired: true })
  await mustRefuse(name, 'an altered claim', () => verify(claim))
  await mustRefuse(name, 'an altered signature', () => verify(alterSignature(token)))
  await mustRefuse(name, 'an expired credential', () => verify(expired))
}

export function cachingResolver() {
  return new Resolver({ ...getDidKeyResolver() }, { cache: true })
}
