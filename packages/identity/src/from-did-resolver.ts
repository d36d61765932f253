import { CodedError, type JsonValue, parseJsonText, untilAborted } from '@fidecura/base'
import type { Did } from './did.ts'
import { parseDidDocument } from './did-document.ts'
import type { ForeignResolutionResult, ForeignResolvable } from './did-resolver-types.ts'
import { IdentityError, type IdentityErrorCode } from './errors.ts'
import type { ResolveDid } from './resolver.ts'

/**
 * Lets any method written for did-resolver 4, 5 or 6 be one of ours; a registry becomes a
 * `Resolvable` by `new Resolver(registry)`. Its documents are read as strictly as any.
 *
 * Their `notFound` becomes `did_unreachable` (unknown), for did:web's resolver says it of a network
 * that is down too.
 */
export function fromDidResolver(resolvable: ForeignResolvable): ResolveDid {
  return async (did, { now, signal }) => {
    const document = parseDidDocument(await untilAborted(ask(resolvable, did), signal), did)
    return Object.freeze({ did, document, resolvedAt: now, history: 'unknown' })
  }
}

async function ask(resolvable: ForeignResolvable, did: Did): Promise<JsonValue> {
  try {
    return documentOf(await resolvable.resolve(did))
  } catch (error) {
    if (CodedError.is(error)) throw error
    throw errorOf('notFound')
  }
}

function documentOf(result: ForeignResolutionResult): JsonValue {
  const { didResolutionMetadata, didDocument, didDocumentMetadata } = result
  if ((didDocumentMetadata?.deactivated ?? false) !== false) throw errorOf('deactivated')
  if (didResolutionMetadata?.error !== undefined) throw errorOf(didResolutionMetadata.error)
  if (didDocument === null || didDocument === undefined) throw errorOf('notFound')
  return jsonOf(didDocument)
}

const codes: Readonly<Record<string, IdentityErrorCode>> = {
  invalidDid: 'did_malformed',
  deactivated: 'did_deactivated',
  unsupportedDidMethod: 'did_method_unsupported',
  methodNotSupported: 'did_method_unsupported',
  invalidDidDocument: 'did_document_malformed',
}

function errorOf(reason: unknown): IdentityError {
  const known = typeof reason === 'string' && Object.hasOwn(codes, reason)
  const code = (known ? codes[reason] : undefined) ?? 'did_unreachable'
  const outcome = code === 'did_unreachable' ? 'unknown' : 'failed'
  return new IdentityError(code, 'The method gave no document', { outcome })
}

/** Theirs is an object of foreign making: getters, prototypes and all. Ours is data. */
function jsonOf(document: object): JsonValue {
  try {
    return parseJsonText(JSON.stringify(document), { maxBytes: 65_536, maxDepth: 16 })
  } catch (error) {
    throw new IdentityError('did_document_malformed', 'Not a DID document', { cause: error })
  }
}
