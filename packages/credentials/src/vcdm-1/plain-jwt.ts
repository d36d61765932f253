import {
  type Did,
  decodeJws,
  type HeaderCache,
  keyIdOf,
  methodOf,
  type UnverifiedJws,
} from '@fidecura/identity'
import { verifyJwsAtOnce } from '@fidecura/identity/at-once'
import type { UnverifiedProof } from '../credential.ts'
import { CredentialError } from '../errors.ts'

const typ = 'JWT'
const maxBytes = 1_048_576

interface ReadOptions {
  readonly headers?: HeaderCache
}

/** Whether a text is a JWS that does not say what it is. Never throws. */
export function isPlainJwt(text: string, options: ReadOptions): boolean {
  if (text.startsWith('{') || text.includes('~')) return false
  try {
    return isPlain(decode(text, options))
  } catch {
    return false
  }
}

/** A JWS that does not say what it is, and how to check it once its signer is known. */
export interface PlainJwt {
  readonly jws: UnverifiedJws
  /** @param signer - Whom the payload names. */
  readonly proofOf: (signer: Did) => UnverifiedProof
}

/** @throws {@link CredentialError} `credential_format_unsupported`; those of `decodeJws`. */
export function decodePlainJwt(token: string, options: ReadOptions): PlainJwt {
  const jws = decode(token, options)
  if (!isPlain(jws)) throw new CredentialError('credential_format_unsupported', 'Not typ JWT')
  // One that leaves it out is held to be what the others say.
  const named = { ...jws, header: { ...jws.header, typ } }
  return {
    jws,
    proofOf: (signer) => ({
      keyId: keyIdIn(jws, signer),
      verify: (key) => verifyJwsAtOnce(named, { key, typ }),
    }),
  }
}

function decode(token: string, { headers }: ReadOptions): UnverifiedJws {
  return decodeJws(token, { maxBytes, ...(headers === undefined ? {} : { headers }) })
}

function isPlain({ header }: UnverifiedJws): boolean {
  return header.typ === undefined || header.typ === typ
}

/** Veramo leaves `kid` out, or gives the fragment alone. */
function keyIdIn({ header: { kid } }: UnverifiedJws, signer: Did): string | undefined {
  if (kid?.startsWith('#') === true) return signer + kid
  if (kid !== undefined) return kid
  // Only of these is it plain which key is meant: they have but one.
  return ['key', 'jwk'].includes(methodOf(signer)) ? keyIdOf(signer) : undefined
}
