import type { EpochSeconds, JsonObject } from '@fidecura/base'
import { algorithmNames, signJws } from '@fidecura/identity'
import { answerEncryptions, anyWallet, requestObjectType, sdJwtVc } from '../vp/protocol.ts'
import { publicAnswerKey } from './answer-key.ts'
import type { OpenSession } from './asked-session.ts'
import type { SigningClient } from './verifier-client.ts'

/** As whom, and where the answer goes. */
export interface RequestTerms {
  readonly clientId: string
  readonly responseUri: string
}

/** What is asked for. OpenID4VP 1.0 §5 */
export function requestOf(
  { stored, content }: OpenSession,
  { clientId, responseUri }: RequestTerms,
): JsonObject {
  const { query, nonce, state, key, transactions } = content
  return {
    response_type: 'vp_token',
    response_mode: key === undefined ? 'direct_post' : 'direct_post.jwt',
    client_id: clientId,
    response_uri: responseUri,
    nonce,
    state,
    dcql_query: query as unknown as JsonObject,
    client_metadata: {
      vp_formats_supported: {
        [sdJwtVc]: { 'sd-jwt_alg_values': algorithmNames, 'kb-jwt_alg_values': algorithmNames },
      },
      ...(key === undefined
        ? {}
        : {
            jwks: { keys: [publicAnswerKey(key, stored.id)] },
            encrypted_response_enc_values_supported: answerEncryptions,
          }),
    },
    ...(transactions.length === 0 ? {} : { transaction_data: transactions }),
  }
}

/** @param walletNonce - What the wallet that fetches it wants to find in it. §5.10 */
export async function signRequest(
  session: OpenSession,
  terms: RequestTerms & { readonly now: EpochSeconds; readonly walletNonce: string | undefined },
  { signer }: SigningClient,
): Promise<string> {
  const { now, walletNonce } = terms
  // Without `iss`, which wallets are to ignore: some hold it to be the DID of `kid`. §5.1
  const payload = {
    aud: anyWallet,
    iat: now,
    exp: session.stored.expiresAt,
    ...requestOf(session, terms),
    ...(walletNonce === undefined ? {} : { wallet_nonce: walletNonce }),
  }
  return await signJws(payload, { signer, typ: requestObjectType })
}
