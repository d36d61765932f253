import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import {
  type Clock,
  decodeBase64url,
  encodeBase64url,
  epochSeconds,
  type JsonObject,
} from '@fidecura/base'
import { digestOf } from '@fidecura/identity'
import type { Documents, KeptDocument, NewDocument } from '@fidecura/store'
import { ServerError } from '../errors.ts'

/** An answer, as it was given and is given again. */
export interface KeptAnswer {
  readonly status: number
  readonly body: string
}

/** Whose write it is, on which route, and what it says. */
interface IdempotentWrite {
  readonly key: string | null
  /** The principal; of nobody the address. */
  readonly principal: string
  readonly route: string
  readonly body: Uint8Array
}

export interface Idempotency {
  /**
   * Does a write once. A repeat gets the answer of the first.
   *
   * @param act - Returns undefined for an answer that is not to be kept, such as that something failed here.
   * @throws ServerError `idempotency_key_missing`, `idempotency_conflict`, `idempotency_running` (unknown).
   */
  once(
    write: IdempotentWrite,
    act: () => Promise<{ readonly answer: KeptAnswer; readonly isFinal: boolean }>,
  ): Promise<KeptAnswer>
}

const kind = 'idempotency'
const keptSeconds = 86_400
/** After which a write that nobody finished may be tried again: the process that began it is gone. */
const runningSeconds = 120

/**
 * Keeps answers for a day. Codes of offers may be among them, so they are encrypted under the client's key,
 * of which the file holds no more than a digest.
 */
export function createIdempotency(documents: Documents, clock: Clock): Idempotency {
  return Object.freeze<Idempotency>({
    async once({ key, principal, route, body }, act) {
      if (key === null || !/^[\w-]{16,64}$/.test(key)) {
        throw new ServerError('idempotency_key_missing', 'Send an Idempotency-Key')
      }
      const id = await digestOf(JSON.stringify([principal, route, key]))
      const digest = await digestOf(body)
      const running = documentOf(id, 'running', runningSeconds, { digest })
      if (!(await documents.write([{ insert: running }], clock()))) {
        return repeated(await documents.find(kind, id, clock()), digest, key)
      }
      // Whoever takes longer than that has been given up, and another may have begun, or answered, in its place.
      const number = (await documents.find(kind, id, clock()))?.number ?? 0
      let isKept = false
      try {
        const { answer, isFinal } = await act()
        if (isFinal) {
          const sealed = seal(answer, key, id)
          const replace = documentOf(id, 'done', keptSeconds, { digest, sealed })
          isKept = await documents.write([{ replace, version: 1, number }], clock())
        }
        return answer
      } finally {
        // What was not decided may be tried again with the same key.
        if (!isKept) await documents.write([{ remove: { kind, id }, number }], clock())
      }
    },
  })

  function documentOf(id: string, state: string, seconds: number, body: JsonObject): NewDocument {
    return { kind, id, state, expiresAt: epochSeconds(clock() + seconds), body }
  }
}

function repeated(kept: KeptDocument | undefined, digest: string, key: string): KeptAnswer {
  if (kept !== undefined && kept.body['digest'] !== digest) {
    throw new ServerError('idempotency_conflict', 'This key was used for another request')
  }
  const sealed = kept?.body['sealed']
  if (kept === undefined || typeof sealed !== 'string') {
    throw new ServerError('idempotency_running', 'The first one is being answered', {
      outcome: 'unknown',
    })
  }
  return unseal(sealed, key, kept.id)
}

const algorithm = 'aes-256-gcm'

function keyOf(key: string, id: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, id, 'fidecura-idempotency-1', 32))
}

function seal(answer: KeptAnswer, key: string, id: string): string {
  const iv = randomBytes(12)
  const cipher = createCipheriv(algorithm, keyOf(key, id), iv)
  const text = Buffer.concat([cipher.update(JSON.stringify(answer)), cipher.final()])
  return encodeBase64url(Buffer.concat([iv, cipher.getAuthTag(), text]))
}

function unseal(sealed: string, key: string, id: string): KeptAnswer {
  const bytes = decodeBase64url(sealed)
  const decipher = createDecipheriv(algorithm, keyOf(key, id), bytes.subarray(0, 12), {
    authTagLength: 16,
  })
  decipher.setAuthTag(bytes.subarray(12, 28))
  const text = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()])
  return JSON.parse(text.toString('utf8')) as KeptAnswer
}
