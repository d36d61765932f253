import type { EpochSeconds } from '@fidecura/base'
import type { StatusEntry } from '../credential.ts'
import { CredentialError } from '../errors.ts'
import { lengthOf, type StatusBits, statusAt } from './status-bits.ts'
import type { StatusList } from './status-list.ts'

/** What a list can say of a credential. */
export type StatusValue = 'valid' | 'suspended' | 'revoked'

/** What a fresh list of the right signer says. */
export interface StatusReading {
  readonly value: StatusValue
  readonly listIssuedAt: EpochSeconds
  /** When the list was asked for: how far behind the answer may be. */
  readonly fetchedAt: EpochSeconds
  /** Of a `message` entry whose value is not 0: what the credential says that this value means. */
  readonly message?: string
}

/** One reading for each value, made once, so that a read allocates nothing. */
export type StatusReadings = Readonly<Record<StatusValue, StatusReading>>

export function readingsOf(list: StatusList, fetchedAt: EpochSeconds): StatusReadings {
  const reading = (value: StatusValue): StatusReading =>
    Object.freeze({ value, listIssuedAt: list.issuedAt, fetchedAt })
  return {
    valid: reading('valid'),
    suspended: reading('suspended'),
    revoked: reading('revoked'),
  }
}

/**
 * Looks one entry up.
 *
 * @throws {@link CredentialError} `status_index_out_of_range`, `status_purpose_mismatch`,
 *   `status_value_undefined`.
 */
export function valueIn(list: StatusList, entry: StatusEntry): StatusValue {
  const { index } = entry
  if (!Number.isSafeInteger(index) || index < 0 || index >= lengthOf(list)) {
    throw new CredentialError('status_index_out_of_range', 'The list has no such entry')
  }
  if (entry.kind === 'bitstring' && !list.purposes.includes(entry.purpose)) {
    throw new CredentialError('status_purpose_mismatch', 'The list is for another purpose')
  }
  const value = valuesOf(entry)[statusAt(list, index)]
  if (value !== undefined) return value
  throw new CredentialError('status_value_undefined', 'Not a value that is defined here')
}

/**
 * Looks a `message` entry up.
 *
 * @returns 0, or which of its messages applies.
 * @throws {@link CredentialError} `status_index_out_of_range`, `status_purpose_mismatch`.
 */
export function messageIn(
  list: StatusList,
  { index, messages }: { readonly index: number; readonly messages: readonly string[] },
): number {
  if (!list.purposes.includes('message')) {
    throw new CredentialError('status_purpose_mismatch', 'The list is for another purpose')
  }
  const bits = Math.log2(messages.length) as StatusBits
  const packed = { ...list, bits }
  if (!Number.isSafeInteger(index) || index < 0 || index >= lengthOf(packed)) {
    throw new CredentialError('status_index_out_of_range', 'The list has no such entry')
  }
  return statusAt(packed, index)
}

// draft-ietf-oauth-status-list-21 §7.1: 3 and 12 to 15 are the application's, the others reserved.
const tokenValues = ['valid', 'revoked', 'suspended'] as const
const revocationValues = ['valid', 'revoked'] as const
const suspensionValues = ['valid', 'suspended'] as const

/** What the numbers of a list may mean for this entry. */
export function valuesOf(entry: StatusEntry): readonly StatusValue[] {
  if (entry.kind === 'token') return tokenValues
  if (entry.purpose === 'revocation') return revocationValues
  return entry.purpose === 'suspension' ? suspensionValues : []
}
