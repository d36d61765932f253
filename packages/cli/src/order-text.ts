import { formatDateTime, literalText } from '@fidecura/base'
import type { UnverifiedRevocationOrder } from '@fidecura/credentials/switch'
import type { Messages } from './messages/messages.ts'

/**
 * All that an order to revoke says, a line for each thing, also for what it leaves open. Whatever
 * others have written stands as a code or in quotation marks, so that it passes for no line of ours.
 */
export function orderText(
  { order, signer, issuedAt }: UnverifiedRevocationOrder,
  digest: string,
  words: Messages['switch']['order'],
): string {
  const { issuer, selection, expected, reason, invalidFrom, expiresAt } = order
  const { id, type, subject, person, department, everything } = selection
  const number = person && `${literalText(person.value)} (${literalText(person.system)})`
  const named = { id: lit(id), type: lit(type), subject: lit(subject), department: lit(department) }
  const chosen = Object.entries({ ...named, person: number }).flatMap(([name, value]) =>
    value === undefined ? [] : [words.selection[name as keyof typeof words.selection](value)],
  )
  return [
    words.shown,
    words.issuer(literalText(issuer)),
    ...(everything === true ? [words.everything] : chosen),
    words.count(expected),
    words.reason(reason),
    words.from(invalidFrom === undefined ? undefined : formatDateTime(invalidFrom)),
    words.until(formatDateTime(expiresAt)),
    words.by(literalText(signer), formatDateTime(issuedAt)),
    words.digest(digest),
  ].join('\n')
}

function lit(text: string | undefined): string | undefined {
  return text === undefined ? undefined : literalText(text)
}
