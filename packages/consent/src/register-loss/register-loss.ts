import type { EpochSeconds, JsonValue } from '@fidecura/base'
import type { Did } from '@fidecura/identity'
import { decodeToken, type SignTokenOptions, signToken, type TokenKind } from '../signed-token.ts'
import {
  exactly,
  malformed,
  members,
  readCount,
  readDid,
  readInstant,
  readReason,
} from '../token-shape.ts'

/** `typ` of a loss. */
export const registerLossType = 'fidecura-register-loss+jwt'

/** The newest entry that a backup has. */
export interface KeptUpTo {
  /** Of the register, not of one record. */
  readonly sequence: number
  /** What is dated before it was kept; what is dated from it on may be lost. */
  readonly at: EpochSeconds
}

/** What the operator of a register says of entries that were lost when it was restored. */
export interface RegisterLossContent {
  readonly keptUpTo: KeptUpTo
  /** From here on the restored register took entries in. */
  readonly restoredAt: EpochSeconds
  /** A code such as `disk_failure`. */
  readonly reason: string
  readonly issuedAt: EpochSeconds
}

/** A register's own word that it lost something. It counts for nothing until a client accepts it. */
export interface RegisterLoss extends RegisterLossContent {
  /** The register. */
  readonly issuer: Did
}

/**
 * Signs, as the register, that what came after a backup is lost. Two people of its organisation then stand behind it
 * by `approveRegisterLoss`.
 *
 * @returns A compact JWS of type `fidecura-register-loss+jwt`.
 * @throws {@link ConsentError} `token_malformed`: dates in another order, too; those of `signJws`.
 */
export function signRegisterLoss(
  { keptUpTo, restoredAt, reason, issuedAt }: RegisterLossContent,
  options: SignTokenOptions,
): Promise<string> {
  const payload = {
    version: 'urn:fidecura:register-loss:1',
    iss: options.signer.did,
    iat: issuedAt,
    keptUpTo: { sequence: keptUpTo.sequence, at: keptUpTo.at },
    restoredAt,
    reason,
  }
  return signToken(payload, registerLossKind, options)
}

/** Reads a loss and proves nothing. */
export function decodeRegisterLoss(token: string): RegisterLoss {
  return decodeToken(token, registerLossKind).content
}

const readPayload = /* @__PURE__ */ members<{
  version: string
  iss: Did
  iat: EpochSeconds
  keptUpTo: KeptUpTo
  restoredAt: EpochSeconds
  reason: string
}>({
  version: exactly('urn:fidecura:register-loss:1'),
  iss: readDid,
  iat: readInstant,
  keptUpTo: members<KeptUpTo>({ sequence: readCount, at: readInstant }),
  restoredAt: readInstant,
  reason: readReason,
})

export const registerLossKind: TokenKind<RegisterLoss> = {
  typ: registerLossType,
  maxBytes: 16_384,
  read(payload: JsonValue) {
    const { iss, iat, keptUpTo, restoredAt, reason } = readPayload(payload, '')
    if (keptUpTo.at > restoredAt || restoredAt > iat) throw malformed('/restoredAt')
    return { issuer: iss, issuedAt: iat, keptUpTo, restoredAt, reason }
  },
}
