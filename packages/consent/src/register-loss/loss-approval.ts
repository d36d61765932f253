import type { EpochSeconds, JsonValue } from '@fidecura/base'
import { type Did, digestOf } from '@fidecura/identity'
import { type SignTokenOptions, signToken, type TokenKind } from '../signed-token.ts'
import { exactly, members, readDid, readDigest, readInstant } from '../token-shape.ts'
import { decodeRegisterLoss } from './register-loss.ts'

/** `typ` of an approval. */
export const lossApprovalType = 'fidecura-register-loss-approval+jwt'

/** That a person stands behind exactly this loss. */
export interface LossApproval {
  readonly issuer: Did
  readonly issuedAt: EpochSeconds
  /** Base64url SHA-256 of the token of the loss. */
  readonly loss: string
}

/** Who stands behind it, and when. */
export interface ApproveRegisterLossOptions extends SignTokenOptions {
  readonly issuedAt: EpochSeconds
}

/**
 * Stands behind what a register says it lost, as a person of its organisation.
 *
 * @param loss - The token that `signRegisterLoss` made.
 * @returns A compact JWS of type `fidecura-register-loss-approval+jwt`.
 * @throws {@link ConsentError} `token_malformed`; those of `decodeJws` and `signJws`.
 */
export async function approveRegisterLoss(
  loss: string,
  { issuedAt, ...options }: ApproveRegisterLossOptions,
): Promise<string> {
  decodeRegisterLoss(loss)
  const payload = {
    version: 'urn:fidecura:register-loss-approval:1',
    iss: options.signer.did,
    iat: issuedAt,
    loss: await digestOf(loss),
  }
  return signToken(payload, lossApprovalKind, options)
}

const readPayload = /* @__PURE__ */ members<{
  version: string
  iss: Did
  iat: EpochSeconds
  loss: string
}>({
  version: exactly('urn:fidecura:register-loss-approval:1'),
  iss: readDid,
  iat: readInstant,
  loss: readDigest,
})

export const lossApprovalKind: TokenKind<LossApproval> = {
  typ: lossApprovalType,
  maxBytes: 16_384,
  read(payload: JsonValue) {
    const { iss, iat, loss } = readPayload(payload, '')
    return { issuer: iss, issuedAt: iat, loss }
  },
}
