import { digestOf } from '@fidecura/identity'
import { ConsentError } from '../errors.ts'
import { type JudgedBy, openingOf } from '../judged-by.ts'
import { type Receipt, verifyReceipt, wrongRegister } from '../receipt.ts'
import { decodeStatement, type Statement } from '../statement.ts'
import type { TrustsRegister } from '../trusted-register.ts'
import { proveStatement } from '../verify-statement.ts'
import { decodeBase45, encodeBase45 } from './base45.ts'
import type { ConsentReceipt } from './consent-receipt.ts'
import { packTokens, unpackTokens } from './packed-tokens.ts'

// Version 15 of QR codes at medium correction: much larger ones are not read from every screen at the width of a finger's length.
const maxPart = 590
// What older receipts have on paper.
const maxReadPart = 1200
const maxParts = 28
const maxUnpacked = 262_144

/**
 * The texts of the QR codes of a receipt: the signed statement and the register's receipt of it, packed.
 * Nobody needs a network to verify them where the DIDs need none.
 *
 * @returns One to 28 texts of up to 600 characters, all of QR's alphanumeric set.
 * @throws {@link ConsentError} `receipt_too_long`: more than that, as with a large FHIR source.
 */
export async function receiptCodesOf({
  evidence,
}: Pick<ConsentReceipt, 'evidence'>): Promise<readonly string[]> {
  const text = encodeBase45(await packTokens([evidence.statement, evidence.receipt]))
  const count = Math.ceil(text.length / maxPart)
  if (count > maxParts) throw new ConsentError('receipt_too_long', 'Too long for QR codes')
  const size = Math.ceil(text.length / count)
  return Array.from(
    { length: count },
    (_, n) => `FC1:${n + 1}/${count}:${text.slice(n * size, (n + 1) * size)}`,
  )
}

/** By whom the codes are judged, and whose register counts. */
export interface VerifyReceiptCodesOptions extends JudgedBy, TrustsRegister {}

/** What a receipt on paper proves. Whether it was withdrawn since, the register alone knows. */
export interface RegisteredText {
  readonly statement: Statement
  readonly receipt: Receipt
}

/**
 * Proves what was scanned: that the DID of the statement signed it, that its text is that of its terms, and that the
 * register, which looked at whose DID that is, had exactly this by the instant of the receipt. Show the text that comes out,
 * and nothing of the paper.
 *
 * @param codes - All of them, in any order.
 * @throws {@link ConsentError} `receipt_code_malformed`, `receipt_mismatch`, `register_wrong`; those
 *   of `verifyReceipt`; those of `verifyStatement` but for the identity.
 */
export async function verifyReceiptCodes(
  codes: readonly string[],
  options: VerifyReceiptCodesOptions,
): Promise<RegisteredText> {
  const packed = decodeBase45(joined(codes))
  if (packed === undefined) throw malformed()
  const tokens = await unpackTokens(packed, { count: 2, maxBytes: maxUnpacked })
  const [token, receiptToken] = tokens ?? []
  if (token === undefined || receiptToken === undefined) throw malformed()
  const opening = openingOf(options, undefined)
  const { register } = options
  const receipt = await verifyReceipt(receiptToken, { ...options, now: opening.now })
  if (receipt.kind !== 'statement' || receipt.digest !== (await digestOf(token))) {
    throw new ConsentError('receipt_mismatch', 'The receipt is of something else')
  }
  if (decodeStatement(token).content.register !== register.did) throw wrongRegister()
  // The key as it was then: to have changed it since takes nothing back.
  const { statement } = await proveStatement(token, { ...opening, at: receipt.issuedAt })
  return Object.freeze({ statement, receipt })
}

function joined(codes: readonly string[]): string {
  const parts: string[] = []
  if (codes.length > maxParts) throw malformed()
  for (const code of codes) {
    const [, number, count, text] =
      /^FC1:(\d{1,2})\/(\d{1,2}):([0-9A-Z $%*+./:-]+)$/.exec(code) ?? []
    if (text === undefined || text.length > maxReadPart || Number(count) !== codes.length)
      throw malformed()
    parts[Number(number) - 1] = text
  }
  if (parts.length !== codes.length) throw malformed()
  return parts.join('')
}

function malformed(): ConsentError {
  return new ConsentError('receipt_code_malformed', 'Not all the codes of one receipt')
}
