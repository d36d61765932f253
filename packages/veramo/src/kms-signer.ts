import { abortedError, type Clock, decodeBase64url, encodeHex, untilAborted } from '@fidecura/base'
import {
  type Did,
  type DidDocument,
  type DidUrl,
  didKeyOf,
  IdentityError,
  importVerificationKey,
  keyIdOf,
  type PublicJwk,
  parseDid,
  type ResolveDid,
  type Signer,
  type VerificationRelationship,
  verifySignature,
} from '@fidecura/identity'
import type { IAgentContext, IDIDManager, IIdentifier, IKey, IKeyManager } from '@veramo/core-types'
import { VeramoError } from './errors.ts'
import { algorithmOfType, isKeyType, publicJwkOf, publicKeyHexOf, typeOf } from './managed-key.ts'

/** The context of an agent that manages DIDs and keys. */
export type SigningContext = IAgentContext<
  Pick<IDIDManager, 'didManagerGet'> & Pick<IKeyManager, 'keyManagerSign'>
>

type KeyUser = IAgentContext<Pick<IKeyManager, 'keyManagerSign'>>['agent']

export interface ManagedSignerOptions {
  /** Finds the document in which the key must stand. */
  readonly resolve: ResolveDid
  readonly clock: Clock
  /** The `kid` of the key to use. Default: the identifier's first that stands in the document. */
  readonly keyRef?: string
  /** What the key must be listed for. Default `assertionMethod`. */
  readonly relationship?: VerificationRelationship
  readonly signal?: AbortSignal | undefined
}

/**
 * A signer for a DID that a Veramo agent manages, whatever key management system has its key. The
 * DID document decides under which id the key signs, so a did:web must be hosted by then.
 *
 * What the agent signs is verified before it is handed out.
 *
 * @throws {@link VeramoError} `identifier_not_found`, `key_not_found`, `key_not_in_document`;
 *   those of the resolver. `sign` throws IdentityError `signer_failed`, BaseError `aborted`
 *   (both unknown).
 */
export async function signerOfIdentifier(
  did: string,
  { agent }: SigningContext,
  options: ManagedSignerOptions,
): Promise<Signer> {
  const { resolve, clock, keyRef, relationship = 'assertionMethod', signal } = options
  const issuer = parseDid(did)
  const keys = usableKeys(await identifierOf(issuer, agent), keyRef)
  const now = clock()
  const { document } = await resolve(issuer, { at: now, now, signal })
  for (const key of keys) {
    const method = methodOfKey(key, document, relationship)
    if (method !== undefined) return managedSigner(issuer, key.kid, method, agent)
  }
  throw new VeramoError('key_not_in_document', 'The document lists no such key for this use')
}

async function identifierOf(did: Did, agent: SigningContext['agent']): Promise<IIdentifier> {
  try {
    return await agent.didManagerGet({ did })
  } catch {
    // Stores of others quote the DID.
    throw new VeramoError('identifier_not_found', 'The agent does not manage this DID')
  }
}

function usableKeys({ keys }: IIdentifier, keyRef: string | undefined): readonly IKey[] {
  const usable = keys.filter(({ kid, type }) => isKeyType(type) && (keyRef ?? kid) === kid)
  if (usable.length > 0) return usable
  throw new VeramoError('key_not_found', 'The identifier has no such key')
}

/** A signer for the did:key of one key, whatever identifier it belongs to. */
export async function signerOfManagedKey(key: IKey, agent: KeyUser): Promise<Signer> {
  const publicKey = await publicJwkOf(key)
  const did = didKeyOf(publicKey)
  return managedSigner(did, key.kid, { keyId: keyIdOf(did), publicKey }, agent)
}

interface DocumentKey {
  readonly keyId: DidUrl
  readonly publicKey: PublicJwk
}

function methodOfKey(
  { type, publicKeyHex }: IKey,
  { id: did, verificationMethods, relationships }: DidDocument,
  relationship: VerificationRelationship,
): DocumentKey | undefined {
  for (const { id, controller, publicKey } of verificationMethods) {
    if (publicKey === undefined || controller !== did) continue
    if (typeOf(publicKey) !== type || !isSameKey(publicKey, publicKeyHex)) continue
    if (relationships[relationship].includes(id)) return { keyId: id, publicKey }
  }
  return undefined
}

/** Key managers write points compressed or not, in either case, some behind `0x`. */
function isSameKey(publicKey: PublicJwk, publicKeyHex: string): boolean {
  const hex = publicKeyHex.toLowerCase().replace(/^0x/, '')
  if (hex === publicKeyHexOf(publicKey)) return true
  const { x, y } = publicKey
  if (y === undefined) return false
  return hex === `04${encodeHex(decodeBase64url(x))}${encodeHex(decodeBase64url(y))}`
}

function managedSigner(
  did: Did,
  kid: string,
  { keyId, publicKey }: DocumentKey,
  agent: KeyUser,
): Signer {
  const algorithm = algorithmOfType(typeOf(publicKey))
  const sign: Signer['sign'] = async (data, { signal } = {}) => {
    if (signal?.aborted === true) throw abortedError()
    const request = { keyRef: kid, algorithm, data: encodeHex(data), encoding: 'base16' } as const
    const signing = agent
      .keyManagerSign(request)
      .then(decodeBase64url)
      .catch(() => undefined)
    const signature = await untilAborted(signing, signal)
    const key = await importVerificationKey(publicKey)
    if (signature === undefined || !(await verifySignature(key, data, signature))) {
      throw signerFailed()
    }
    return signature
  }
  return Object.freeze({ did, keyId, algorithm, publicKey, sign })
}

function signerFailed(): IdentityError {
  return new IdentityError('signer_failed', 'The key did not sign', { outcome: 'unknown' })
}
