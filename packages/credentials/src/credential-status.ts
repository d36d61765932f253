import { CodedError, type EpochSeconds } from '@fidecura/base'
import type { Did } from '@fidecura/identity'
import type { Credential, StatusEntry } from './credential.ts'
import { CredentialError } from './errors.ts'
import { assertSignedInTime } from './signing-time.ts'
import type { StatusContext } from './status/status-reader.ts'
import type { StatusReading } from './status/status-reading.ts'
import type { Inquiry, VerifierState } from './verifier-state.ts'

/** Whether the issuer of a credential lets another DID sign status lists for it. */
export type AccreditsStatus = (authority: Did) => Promise<boolean>

/**
 * Reads every status entry of a credential; one that is bad outweighs one that cannot be read.
 *
 * @param signed - What was signed by the credential's holder; asked about the past, it matters when.
 * @returns When the oldest list was fetched; undefined without entries.
 * @throws {@link CredentialError} `status_suspended`, `status_revoked`; those of the status reader.
 */
export async function checkStatus(
  { issuer, status }: Credential,
  signed: string,
  accredits: AccreditsStatus | undefined,
  state: VerifierState,
  inquiry: Inquiry,
): Promise<EpochSeconds | undefined> {
  const { now, signal } = inquiry
  const context: StatusContext = {
    issuer,
    now,
    maxAgeSeconds: state.maxStatusAgeSeconds,
    ...(accredits === undefined ? undefined : { accredits }),
    ...(signal === undefined ? undefined : { signal }),
  }
  let oldest: EpochSeconds | undefined
  let problem: CodedError | undefined
  for (const entry of status) {
    try {
      const reading = await readEntry(entry, signed, context, state, inquiry)
      assertGood(reading)
      if (oldest === undefined || reading.fetchedAt < oldest) oldest = reading.fetchedAt
    } catch (error) {
      if (!CodedError.is(error)) throw error
      if (error.outcome === 'failed') throw error
      problem = error
    }
  }
  if (problem !== undefined) throw problem
  return oldest
}

async function readEntry(
  entry: StatusEntry,
  signed: string,
  context: StatusContext,
  { status }: VerifierState,
  { at, past }: Inquiry,
): Promise<StatusReading> {
  if (past === undefined) return status.read(entry, context)
  const reading = await status.readAsOf(entry, { ...context, at })
  assertGood(reading)
  await assertSignedInTime(signed, reading, at, past)
  return reading
}

function assertGood({ value }: StatusReading): void {
  if (value === 'valid') return
  throw value === 'suspended'
    ? new CredentialError('status_suspended', 'Suspended')
    : new CredentialError('status_revoked', 'Revoked')
}
