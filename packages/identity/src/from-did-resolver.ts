import { BaseError, CodedError, type JsonValue, parseJsonText } from '@fidecura/base'
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
    const result = await orAborted(ask(resolvable, did), signal)
    const { didResolutionMetadata, didDocument, didDocumentMetadata } = result
    if (didDocumentMetadata?.deactivated === true) throw errorOf('deactivated')
    if (didResolutionMetadata?.error !== undefined) throw errorOf(didResolutionMetadata.error)
    if (didDocument === null || didDocument === undefined) throw errorOf('notFound')
    const document = parseDidDocument(jsonOf(didDocument), did)
    return Object.freeze({ did, document, resolvedAt: now, history: 'unknown' })
  }
}

async function ask(resolvable: ForeignResolvable, did: Did): Promise<ForeignResolutionResult> {
  try {
    return await resolvable.resolve(did)
  } catch (error) {
    if (CodedError.is(error)) throw error
    throw errorOf('notFound')
  }
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

/** did-resolver takes no signal, so the answer that comes too late is dropped. */
function orAborted<T>(answer: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return answer
  return new Promise((resolve, reject) => {
    const abort = (): void =>
      reject(new BaseError('aborted', 'Stopped by the caller', { outcome: 'unknown' }))
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    void answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
