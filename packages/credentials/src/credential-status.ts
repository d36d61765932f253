import { CodedError, type EpochSeconds } from '@fidecura/base'
import type { Credential, StatusEntry } from './credential.ts'
import { CredentialError } from './errors.ts'
import type { StatusContext } from './status/list-reader.ts'
import type { StatusSigners } from './status/may-sign.ts'
import type { StatusReading } from './status/status-reading.ts'
import type { Inquiry, VerifierState } from './verifier-state.ts'

/** Whom, besides itself, the issuer of a credential lets sign status lists, and with which keys. */
export type ListSigners = Omit<StatusSigners, 'issuer'>

/**
 * Reads every status entry of a credential; one that is bad outweighs one that cannot be read.
 *
 * @param signed - What was signed by the credential's holder; asked about the past, it matters when.
 * @returns When the oldest list was fetched; undefined without entries.
 * @throws {@link CredentialError} `status_suspended`, `status_revoked`, `status_message`; those of the
 *   status reader.
 */
export async function checkStatus(
  { issuer, status }: Credential,
  signed: string,
  signers: ListSigners,
  state: VerifierState,
  inquiry: Inquiry,
): Promise<EpochSeconds | undefined> {
  const { now, signal } = inquiry
  const context: StatusContext = {
    ...signers,
    issuer,
    now,
    maxAgeSeconds: state.maxStatusAgeSeconds,
    signal,
  }
  let oldest: EpochSeconds | undefined
  let problem: CodedError | undefined
  for (const entry of status) {
    try {
      const reading = await readEntry(entry, signed, context, state, inquiry)
      assertGood(reading)
      if (oldest === undefined || reading.fetchedAt < oldest) oldest = reading.fetchedAt
    } catch (error) {
      // A source is the caller's: whatever it throws, nothing is known.
      problem = CodedError.is(error) ? error : unreachable()
      if (problem.outcome === 'failed') throw problem
    }
  }
  if (problem !== undefined) throw problem
  return oldest
}

async function readEntry(
  entry: StatusEntry,
  signed: string,
  context: StatusContext,
  { status, revokedHops }: VerifierState,
  { at, past, fall }: Inquiry,
): Promise<StatusReading> {
  if (past === undefined) {
    if (fall === undefined || revokedHops === undefined) return status.read(entry, context)
    return revokedHops.readStatus(entry, context, fall)
  }
  return past.judge.readStatus(entry, signed, { ...context, at }, past)
}

/**
 * @throws {@link CredentialError} `status_suspended`, `status_revoked`; unknown: `status_message`, for
 *   what an issuer wants to be read by people is neither good nor bad to a machine.
 */
export function assertGood({ value, message }: StatusReading): void {
  if (message !== undefined) {
    throw new CredentialError('status_message', 'The issuer has a message', { outcome: 'unknown' })
  }
  if (value === 'valid') return
  throw value === 'suspended'
    ? new CredentialError('status_suspended', 'Suspended')
    : new CredentialError('status_revoked', 'Revoked')
}

function unreachable(): CredentialError {
  return new CredentialError('status_unreachable', 'The source broke', { outcome: 'unknown' })
}
