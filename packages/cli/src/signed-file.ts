import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  literalText,
  parseJson,
} from '@fidecura/base'
import {
  type RecordNumber,
  ratificationType,
  type WithdrawnBy,
  withdrawalType,
} from '@fidecura/consent'
import { noticeAcknowledgementType } from '@fidecura/consent/notices'
import { decodeJws } from '@fidecura/identity'
import type { LifeMessages } from './messages/life-messages.ts'
import { statementIn } from './statement-file.ts'
import { UsageError } from './usage-error.ts'

/** What a register takes in. */
export type SignedKind = 'statement' | 'withdrawal' | 'ratification' | 'acknowledgement'

const maxBytes = 1_048_576

/** What it says it is: the register judges whether it is that. */
export function kindOfSigned(token: string): SignedKind {
  const { typ } = decodeJws(token, { maxBytes }).header
  if (typ === withdrawalType) return 'withdrawal'
  if (typ === ratificationType) return 'ratification'
  return typ === noticeAcknowledgementType ? 'acknowledgement' : 'statement'
}

/** A statement or withdrawal that somebody else has signed, before one agrees to it. */
export interface SignedAct {
  readonly issuer: string
  readonly by: WithdrawnBy | undefined
  readonly record: RecordNumber
  /** For people. Of others' words nothing in it passes for a line of ours. */
  readonly text: string
}

/** Reads what it says, and proves nothing. @param path - Where it is from. */
export async function readSignedAct(
  token: string,
  path: string,
  words: LifeMessages,
): Promise<SignedAct> {
  if (kindOfSigned(token) === 'statement') {
    const { reference, by, record, text } = await statementIn(token, path)
    return { issuer: reference.issuer, by, record, text }
  }
  const payload = parseJson(decodeJws(token, { maxBytes }).payload)
  const statement = isJsonObject(payload) ? payload['statement'] : undefined
  const record = isJsonObject(payload) ? payload['record'] : undefined
  if (!isJsonObject(payload) || !isJsonObject(statement) || !isJsonObject(record)) {
    throw new UsageError('file_unexpected', 'Neither a statement nor a withdrawal', { place: path })
  }
  const { identified } = payload
  const said = (from: JsonObject, name: string): string => textOf(from[name], path)
  const text = words.withdrawal(
    literalText(said(statement, 'id')),
    literalText(`${said(record, 'system')}|${said(record, 'value')}`),
    literalText(said(payload, 'iss')),
    identified === undefined ? undefined : literalText(said(payload, 'identified')),
  )
  const about = { system: said(record, 'system'), value: said(record, 'value') }
  const by = payload['by'] as WithdrawnBy | undefined
  return { issuer: said(payload, 'iss'), by, record: about, text }
}

function textOf(value: JsonValue | undefined, path: string): string {
  if (typeof value === 'string') return value
  throw new UsageError('file_unexpected', 'Neither a statement nor a withdrawal', { place: path })
}
