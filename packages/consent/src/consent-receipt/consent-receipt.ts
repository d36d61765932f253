import { assertOptions, cleanText, formatDateTime } from '@fidecura/base'
import { digestOf } from '@fidecura/identity'
import { ConsentError } from '../errors.ts'
import type { JudgedBy } from '../judged-by.ts'
import { signedOf } from '../patient-act.ts'
import { verifyReceipt, wrongRegister } from '../receipt.ts'
import type { Language } from '../render.ts'
import type { RepresentedBy } from '../representation/representation.ts'
import type { NoticeReference } from '../request/consent-request.ts'
import { verifyAnswer } from '../request/verify-answer.ts'
import type { Grantee, StatementKind } from '../statement-set.ts'
import { malformed } from '../token-shape.ts'
import type { TrustsRegister } from '../trusted-register.ts'
import { assertVerifiedStatement, type VerifiedStatement } from '../verify-statement.ts'
import { type PurposeEntry, purposeEntries } from './purpose-entries.ts'

/** What the controller tells about the processing, beyond what the patient signed. Sentences or codes, each up to 512 characters. */
export interface Processing {
  /** How to take it back. */
  readonly withdrawalMethod: string
  /** Where whose law applies, such as `CN` or `EU`. */
  readonly jurisdictions: readonly string[]
  readonly storageLocations?: readonly string[]
  readonly retentionPeriod?: string
  /** What else the patient may ask for, and of whom. */
  readonly privacyRights?: string
}

/** A party, by the name in the statement. */
export interface ReceiptParty {
  readonly party_id: string
  readonly party_name: string
  readonly party_url?: string
  readonly party_role: 'pii_controller' | 'recipient'
}

/** Something that happened to the consent. Instants as date-times. */
export interface ReceiptEvent {
  readonly event_type: 'explicit' | 'registered'
  readonly event_state: 'given' | 'restricted' | 'objected'
  readonly event_time: string
  /** Who says when. */
  readonly entity_id: string
  /** As whom, in the patient's place. */
  readonly capacity?: RepresentedBy
  readonly channel?: string
  readonly valid_from?: string
  readonly valid_until?: string
}

/**
 * What a patient takes home: a consent record in the fields of ISO/IEC TS 27560:2023, with the signed texts
 * that prove it. Plain JSON; whoever reads one believes `evidence` alone.
 */
export interface ConsentReceipt {
  readonly schema_version: 'urn:fidecura:consent-receipt:1'
  readonly record_id: string
  /**
   * The patient's DID, which tells nobody's name. Absent where somebody signed in their place: such a
   * statement names the patient by the record alone.
   */
  readonly pii_principal_id?: string
  readonly kind: StatementKind
  readonly privacy_notice?: NoticeReference
  readonly language: Language
  readonly purposes: readonly PurposeEntry[]
  readonly party_identification: readonly ReceiptParty[]
  readonly jurisdictions: readonly string[]
  readonly storage_locations?: readonly string[]
  readonly retention_period?: string
  readonly withdrawal_method: string
  readonly privacy_rights?: string
  readonly events: readonly ReceiptEvent[]
  /** What the patient was shown and signed. */
  readonly text: string
  /** Number of the statement in its register. */
  readonly register_number: number
  readonly evidence: { readonly statement: string; readonly receipt: string }
}

/** What a receipt is made of, beside the statement. */
export interface ConsentReceiptOptions extends JudgedBy, TrustsRegister {
  /** That of the register, as `submit` gave it. */
  readonly receipt: string
  readonly processing: Processing
  /** The request that the statement answers, if it answers one: it names the notice. */
  readonly request?: string
}

/**
 * Makes the receipt of a statement that was registered. The register's own receipt must be of exactly this
 * statement.
 *
 * @param statement - What `verifyStatement` returned.
 * @returns JSON. Deep-frozen.
 * @throws {@link ConsentError} `token_not_verified`, `receipt_mismatch`, `token_malformed`: a text in
 *   `processing`; those of `verifyReceipt` and `verifyAnswer`; BaseError `option_missing`.
 */
export async function consentReceiptOf(
  statement: VerifiedStatement,
  options: ConsentReceiptOptions,
): Promise<ConsentReceipt> {
  assertOptions(options, ['verifier', 'receipt', 'register', 'processing'])
  assertVerifiedStatement(statement)
  const { token = '' } = signedOf(statement) ?? {}
  const { issuer, id, kind, language, text } = statement
  const { receipt: receiptToken, register, processing } = options
  const receipt = await verifyReceipt(receiptToken, options)
  if (statement.register !== register.did) throw wrongRegister()
  // A stamp says that something existed, and not that it is registered.
  if (receipt.kind !== 'statement' || receipt.digest !== (await digestOf(token))) {
    throw new ConsentError('receipt_mismatch', 'The receipt is of something else')
  }
  const notice = await noticeOf(statement, options)
  const { by, channel, controller, grantee, validFrom, validUntil } = statement
  const event_state = stateOf[kind]
  return Object.freeze({
    schema_version: 'urn:fidecura:consent-receipt:1',
    record_id: id,
    ...(by === undefined ? { pii_principal_id: issuer } : {}),
    kind,
    ...(notice === undefined ? {} : { privacy_notice: notice }),
    language,
    purposes: purposeEntries(statement),
    party_identification: [partyOf(controller, 'pii_controller'), partyOf(grantee, 'recipient')],
    ...processingOf(processing),
    events: [
      {
        event_type: 'explicit',
        event_state,
        event_time: formatDateTime(statement.issuedAt),
        entity_id: issuer,
        ...(by === undefined ? {} : { capacity: by }),
        ...(channel === undefined ? {} : { channel }),
        valid_from: formatDateTime(validFrom),
        valid_until: formatDateTime(validUntil),
      },
      {
        event_type: 'registered',
        event_state,
        event_time: formatDateTime(receipt.issuedAt),
        entity_id: register.did,
      },
    ],
    text,
    register_number: receipt.sequence,
    evidence: { statement: token, receipt: receiptToken },
  } as const)
}

const stateOf = { consent: 'given', restriction: 'restricted', objection: 'objected' } as const

async function noticeOf(
  statement: VerifiedStatement,
  options: ConsentReceiptOptions,
): Promise<NoticeReference | undefined> {
  const { request } = options
  return request === undefined
    ? undefined
    : (await verifyAnswer(statement, request, options)).notice
}

function partyOf(
  { did, name, domain }: Grantee,
  party_role: ReceiptParty['party_role'],
): ReceiptParty {
  const party = { party_id: did, party_name: name, party_role }
  return domain === undefined ? party : { ...party, party_url: `https://${domain}` }
}

type ProcessingMembers = Pick<
  ConsentReceipt,
  | 'jurisdictions'
  | 'storage_locations'
  | 'retention_period'
  | 'withdrawal_method'
  | 'privacy_rights'
>

function processingOf(processing: Processing): ProcessingMembers {
  const { jurisdictions, storageLocations, retentionPeriod, withdrawalMethod } = processing
  const { privacyRights } = processing
  if (jurisdictions.length === 0) throw malformed('/processing/jurisdictions')
  return {
    jurisdictions: jurisdictions.map((each) => told(each, 'jurisdictions')),
    ...(storageLocations === undefined
      ? {}
      : { storage_locations: storageLocations.map((each) => told(each, 'storageLocations')) }),
    ...(retentionPeriod === undefined
      ? {}
      : { retention_period: told(retentionPeriod, 'retentionPeriod') }),
    withdrawal_method: told(withdrawalMethod, 'withdrawalMethod'),
    ...(privacyRights === undefined
      ? {}
      : { privacy_rights: told(privacyRights, 'privacyRights') }),
  }
}

/** It stands beside what was signed, so it must not be able to look like that. */
function told(value: string, name: keyof Processing): string {
  const isTellable =
    typeof value === 'string' && value !== '' && value.length <= 512 && cleanText(value) === value
  if (!isTellable) throw malformed(`/processing/${name}`)
  return value
}
