import { type Keep, keepUses, type Outbox } from '@fidecura/app-kit'
import type { EpochSeconds } from '@fidecura/base'
import { systemClock } from '@fidecura/base'
import {
  type Assurance,
  type Grantee,
  type RepresentedBy,
  type StatementEvidence,
  signWithdrawal,
  type Terms,
  type WithdrawalEvidence,
} from '@fidecura/consent'
import { signConfirmation } from '@fidecura/consent/entries'
import type { Language } from '@fidecura/consent/explain'
import {
  signAnswer,
  signRefusal,
  statementFromRequest,
  type VerifiedConsentRequest,
} from '@fidecura/consent/request'
import type { Signer } from '@fidecura/identity'
import { newIdempotencyKey, type ReceiptAnswer } from '@fidecura/server/client'
import type { Standing } from './wallet.ts'

/** With what a person acts: their key, as whom, and where it is written down until it is sent. */
export interface Acting {
  readonly signer: Signer
  readonly unlockedBy: NonNullable<Assurance['unlocked']>
  readonly standing: Standing
  readonly keep: Keep
  readonly outbox: Outbox
}

/** What was signed, and what the register said. */
export interface SignedConsent {
  readonly id: string
  readonly token: string
  readonly evidence: StatementEvidence
  /** The text as it was shown and signed. */
  readonly text: string
  readonly grantee: Grantee
  readonly validUntil: EpochSeconds
  readonly receipt?: string | undefined
}

/** What the patient leaves of a request. */
export interface Answer {
  readonly terms: Terms
  readonly validUntil: EpochSeconds
  readonly language: Language
}

export function draftOf(
  request: VerifiedConsentRequest,
  { terms, validUntil, language }: Answer,
  { standing, unlockedBy }: Pick<Acting, 'standing' | 'unlockedBy'>,
  id: string,
): ReturnType<typeof statementFromRequest> {
  const by = representedBy(standing)
  return statementFromRequest(request, {
    ...{ id, language, terms, validUntil, channel: 'app' },
    // In somebody's place it is not the patient whose identification counts.
    ...(by === undefined
      ? { assurance: { identified: standing.method, unlocked: unlockedBy } }
      : { by }),
  })
}

export function newStatementId(): string {
  return `urn:uuid:${crypto.randomUUID()}`
}

export async function signConsent(
  request: VerifiedConsentRequest,
  draft: ReturnType<typeof statementFromRequest>,
  text: string,
  acting: Acting,
): Promise<SignedConsent> {
  const { signer, standing, keep, outbox } = acting
  const answering = { signer, issuedAt: systemClock(), uses: keepUses(keep) }
  const token = await signAnswer(request, draft, answering)
  const evidence = statementEvidence(standing)
  const { id, grantee, validUntil } = draft
  const signed: SignedConsent = { id, token, evidence, text, grantee, validUntil }
  await keep.put(`signed/${id}`, signed)
  await keep.put(answeredName(request.id), true)
  const body = { token, evidence }
  const sent = await outbox.send({ id: newIdempotencyKey(), kind: 'statement', body })
  return sent.kind === 'waits' ? signed : { ...signed, ...(sent.answer as ReceiptAnswer) }
}

/** Puts the register's word beside what was signed, whenever it comes. */
export async function keepReceipt(keep: Keep, token: string, receipt: string): Promise<void> {
  const kept = await keep.list<SignedConsent>('signed/')
  const signed = kept.find(({ value }) => value.token === token)
  if (signed !== undefined) await keep.put(signed.name, { ...signed.value, receipt })
}

/** @param from - Undefined: the hospital, which is told. Somebody else hears it another way. */
export async function refuse(
  request: VerifiedConsentRequest,
  acting: Acting,
  from?: 'elsewhere',
): Promise<void> {
  const { signer, keep, outbox } = acting
  const answering = { signer, issuedAt: systemClock(), uses: keepUses(keep) }
  const refusal = await signRefusal(request, answering)
  await keep.put(answeredName(request.id), true)
  if (from === 'elsewhere') return
  await outbox.send({ id: newIdempotencyKey(), kind: 'refusal', body: refusal })
}

const answeredPrefix = 'answered/'

function answeredName(request: string): string {
  return answeredPrefix + request
}

/** Ids of requests that were answered here, whatever the hospital has heard of it yet. */
export async function answeredRequests(keep: Keep): Promise<ReadonlySet<string>> {
  const kept = await keep.list<true>(answeredPrefix)
  return new Set(kept.map(({ name }) => name.slice(answeredPrefix.length)))
}

/** @returns Whether the register has it; if not, it waits for the network. */
export async function withdraw(
  statement: { readonly issuer: string; readonly id: string },
  { signer, standing, outbox }: Acting,
): Promise<boolean> {
  const by = representedBy(standing)
  const { issuer, id } = statement
  const token = await signWithdrawal(
    {
      statement: { issuer: issuer as Signer['did'], id },
      ...{ record: standing.record, issuedAt: systemClock() },
      ...(by === undefined ? {} : { by }),
    },
    { signer },
  )
  const body = { token, evidence: statementEvidence(standing) as WithdrawalEvidence }
  const sent = await outbox.send({ id: newIdempotencyKey(), kind: 'withdrawal', body })
  return sent.kind === 'answered'
}

export interface EntryAnswer {
  readonly entry: string
  readonly bytes: Uint8Array
  readonly verdict: 'confirmed' | 'disputed'
  readonly reason?: string
  readonly text?: string
}

/** @returns As {@link withdraw}. */
export async function answerEntry(
  { entry, ...said }: EntryAnswer,
  { signer, standing, outbox }: Acting,
): Promise<boolean> {
  const token = await signConfirmation(entry, { ...said, signer, issuedAt: systemClock() })
  const { identity } = standing
  const body = { token, evidence: { identity: identity.token, chain: identity.chain } }
  const sent = await outbox.send({ id: newIdempotencyKey(), kind: 'confirmation', body })
  return sent.kind === 'answered'
}

function representedBy({ as, byCourt }: Standing): RepresentedBy | undefined {
  if (as === 'patient') return undefined
  if (as === 'proxy') return 'proxy'
  return byCourt === true ? 'court_order' : 'guardian'
}

function statementEvidence({ as, identity, authority }: Standing): StatementEvidence {
  if (as === 'patient' || authority === undefined) {
    return { identity: identity.token, chain: identity.chain }
  }
  const chain = [...new Set([...identity.chain, ...authority.chain])]
  return as === 'proxy'
    ? { mandate: authority.token, identity: identity.token, chain }
    : { guardianship: authority.token, identity: identity.token, chain }
}
