import { encodeUtf8, equalBytes } from '@fidecura/base'
import { sha256 } from '#crypto'
import { IdentityError } from '../errors.ts'

/** Hash of the RP ID, flags and counter. WebAuthn L3 §6.1. */
export const authenticatorDataBytes = 37

const userPresent = 0x01
const userVerified = 0x04
const canBeBackedUp = 0x08
const isBackedUp = 0x10
const attestedData = 0x40
const extensionData = 0x80

/** What an authenticator must say. */
export interface ExpectedAuthenticatorData {
  readonly rpId: string
  readonly backupEligible?: boolean | undefined
}

/** What else an authenticator says. */
export interface AuthenticatorState {
  readonly backupEligible: boolean
  readonly backedUp: boolean
  readonly signCount: number
}

/**
 * Proves that an authenticator answered for this domain, after it recognised its user. WebAuthn L3
 * §7.2. The two bits reserved for future use are passed over, as the working group asks
 * (w3c/webauthn issue 2063).
 *
 * @param bytes - Of {@link authenticatorDataBytes}.
 * @throws IdentityError `passkey_rp_wrong`, `passkey_user_absent`, `passkey_user_unverified`,
 *   `passkey_backup_wrong`, `passkey_data_unexpected`.
 */
export async function proveAuthenticatorData(
  bytes: Uint8Array,
  expected: ExpectedAuthenticatorData,
): Promise<AuthenticatorState> {
  const rpIdHash = await sha256(encodeUtf8(expected.rpId))
  if (!equalBytes(bytes.subarray(0, 32), rpIdHash)) {
    throw new IdentityError('passkey_rp_wrong', 'Answered for another domain')
  }
  const flags = bytes[32] as number
  const has = (flag: number): boolean => (flags & flag) !== 0
  if (!has(userPresent)) {
    throw new IdentityError('passkey_user_absent', 'Nobody was there')
  }
  if (!has(userVerified)) {
    throw new IdentityError('passkey_user_unverified', 'Whoever was there was not recognised')
  }
  const [backupEligible, backedUp] = [has(canBeBackedUp), has(isBackedUp)]
  const wanted = expected.backupEligible ?? backupEligible
  // WebAuthn L3 §6.1.3: what cannot be backed up is not, and whether it can never changes.
  if ((backedUp && !backupEligible) || backupEligible !== wanted) {
    throw new IdentityError('passkey_backup_wrong', 'Cannot be backed up so')
  }
  // The first has no place in assertions (§6.1), and no extension was asked for (§9).
  if (has(attestedData) || has(extensionData)) {
    throw new IdentityError('passkey_data_unexpected', 'Says more than was asked')
  }
  const signCount = new DataView(bytes.buffer, bytes.byteOffset).getUint32(33)
  return { backupEligible, backedUp, signCount }
}
