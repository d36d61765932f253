import { cleanText, parseDateTime } from '@fidecura/base'
import { parseDid } from '@fidecura/identity'
import { ConsentError } from '../errors.ts'
import { nameOf } from '../explain/code-names.ts'
import { instantText, wordingOf } from '../explain/rule-text.ts'
import { granteeText, type Language } from '../render.ts'
import { decodeStatement } from '../statement.ts'
import type { Grantee } from '../statement-set.ts'
import { malformed } from '../token-shape.ts'
import { codePicture } from './code-picture.ts'
import type { ConsentReceipt, ReceiptParty } from './consent-receipt.ts'
import { receiptCodesOf } from './receipt-codes.ts'
import { receiptStyle, receiptStyleDigest } from './receipt-style.ts'
import { type ReceiptWords, receiptWords } from './receipt-words.ts'

/** How a receipt is shown. */
export interface ConsentReceiptHtmlOptions {
  /** Of the labels; what was signed stays as it was. Default: that of the statement. */
  readonly language?: Language
}

/**
 * Writes a receipt as a web page that holds everything it needs: no script, no address, and a policy that
 * would let none run. For a screen, a printer, or PDF.
 *
 * @param receipt - What `consentReceiptOf` returned.
 * @returns An HTML document, UTF-8; the text and its language are those of the statement in the evidence.
 * @throws {@link ConsentError} `receipt_too_long`, `token_malformed`: an unknown language, `receipt_mismatch`: another kind than the statement's;
 *   those of `decodeStatement`.
 */
export async function consentReceiptHtml(
  receipt: ConsentReceipt,
  options: ConsentReceiptHtmlOptions = {},
): Promise<string> {
  // A receipt is JSON that anybody may have written: what was signed is read from what was signed.
  const { content: signed } = decodeStatement(receipt.evidence.statement)
  const language = options.language ?? signed.language
  if (!Object.hasOwn(receiptWords, language)) throw malformed('/language')
  const words = receiptWords[language]
  if (receipt.kind !== signed.kind) {
    throw new ConsentError('receipt_mismatch', 'Of another kind than what was signed')
  }
  const title = words.title[receipt.kind]
  const codes = await receiptCodesOf(receipt)
  const figures = codes.map((code, n) => {
    const caption = words.code(n + 1, codes.length)
    return `<figure>${codePicture(code, escapeHtml(caption))}<figcaption>${escapeHtml(caption)}</figcaption></figure>`
  })
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${receiptStyleDigest}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(title)}</title>
<style>${receiptStyle}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${listOf(mainRows(receipt, words, language))}
<h2>${escapeHtml(words.text)}</h2>
<p>${escapeHtml(words.textNote)}</p>
<pre class="text" lang="${signed.language}">${escapeHtml(signed.text)}</pre>
<h2>${escapeHtml(words.codes)}</h2>
<p>${escapeHtml(words.codesNote)}</p>
<div class="codes">
${figures.join('\n')}
</div>
<h2>${escapeHtml(words.particulars)}</h2>
${listOf(particularRows(receipt, words), 'small')}
</main>
</body>
</html>
`
}

type Row = readonly [label: string, value: string | undefined]

function mainRows(
  receipt: ConsentReceipt,
  words: ReceiptWords,
  language: Language,
): readonly Row[] {
  const { events, purposes, party_identification: parties } = receipt
  const [given, registered] = events
  const named = (role: ReceiptParty['party_role']): string =>
    parties
      .filter(({ party_role }) => party_role === role)
      .map((party) => granteeText(granteeOf(party), wordingOf(language)))
      .join(words.and)
  const names = purposes.map(({ purpose }) => nameOf(purpose, language)).join(words.and)
  return [
    [words.grantee, named('recipient')],
    [words.controller, named('pii_controller')],
    [words.purposes, names],
    [words.validity, words.until(shown(given?.valid_from), shown(given?.valid_until))],
    [words.withdrawal, receipt.withdrawal_method],
    [words.registered, words.registeredAs(receipt.register_number, shown(registered?.event_time))],
  ]
}

function particularRows(receipt: ConsentReceipt, words: ReceiptWords): readonly Row[] {
  const { events, storage_locations: storage, jurisdictions, purposes } = receipt
  return [
    [words.record, receipt.record_id],
    [words.principal, receipt.pii_principal_id],
    [words.given, shown(events[0]?.event_time)],
    [words.lawfulBasis, purposes.length === 0 ? undefined : words.consent],
    [words.notice, receipt.privacy_notice?.url],
    [words.jurisdictions, jurisdictions.join(words.and)],
    [words.storage, storage?.join(words.and)],
    [words.retention, receipt.retention_period],
    [words.rights, receipt.privacy_rights],
  ]
}

function listOf(rows: readonly Row[], className = ''): string {
  const items = rows
    .filter(([, value]) => value !== undefined && value !== '')
    .map(
      ([label, value = '']) =>
        `<div><dt>${escapeHtml(label)}</dt><dd>${escapeHtml(cleanText(value))}</dd></div>`,
    )
  return `<dl${className === '' ? '' : ` class="${className}"`}>\n${items.join('\n')}\n</dl>`
}

function granteeOf({ party_id, party_name, party_url }: ReceiptParty): Grantee {
  const grantee = { did: parseDid(party_id), name: party_name }
  return party_url === undefined
    ? grantee
    : { ...grantee, domain: party_url.slice('https://'.length) }
}

/** As the statement writes it. */
function shown(dateTime: string | undefined): string {
  return dateTime === undefined ? '' : instantText(parseDateTime(dateTime))
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '')
}
