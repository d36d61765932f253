export {
  type ConsentReceipt,
  type ConsentReceiptOptions,
  consentReceiptOf,
  type Processing,
  type ReceiptEvent,
  type ReceiptParty,
} from './consent-receipt.ts'
export type { PurposeEntry } from './purpose-entries.ts'
export {
  type RegisteredText,
  receiptCodesOf,
  type VerifyReceiptCodesOptions,
  verifyReceiptCodes,
} from './receipt-codes.ts'
export { type ConsentReceiptHtmlOptions, consentReceiptHtml } from './receipt-html.ts'
