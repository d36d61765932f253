import { CodedError } from '@fidecura/base'
import {
  decodeToken,
  type OpenedToken,
  type OpenTokenOptions,
  openToken,
  type Signed,
  type TokenKind,
} from './signed-token.ts'

/**
 * Opens what a register has named, though its signer's DID may no longer show the key: the host of a did:web can
 * take it away. Nobody may make the rest of a record unreadable so.
 *
 * @returns Without a key, if nothing shows any more whose hand it was. With `unknown`, this may be another
 *   time.
 * @throws ConsentError `token_malformed`, `token_from_future`; those of `decodeJws`.
 */
export async function openRegistered<T extends Signed>(
  token: string,
  kind: TokenKind<T>,
  options: OpenTokenOptions,
): Promise<OpenedToken<T> | { readonly content: T; readonly lost: CodedError }> {
  try {
    return await openToken(token, kind, options)
  } catch (error) {
    if (!CodedError.is(error) || error.code === 'token_from_future') throw error
    // What is malformed is still refused.
    const { content } = decodeToken(token, kind)
    return { content, lost: error }
  }
}
