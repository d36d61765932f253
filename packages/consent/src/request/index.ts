export type { SignAnswerOptions } from './answer-once.ts'
export {
  type ConsentRequest,
  type ConsentRequestContent,
  consentRequestType,
  type NoticeReference,
  type RequestAudience,
  signConsentRequest,
} from './consent-request.ts'
export { type StatementFromRequestOptions, statementFromRequest } from './draft-answer.ts'
export {
  type Refusal,
  refusalType,
  type SignRefusalOptions,
  signRefusal,
  verifyRefusal,
} from './refusal.ts'
export {
  type AccreditationEvidence,
  parseRequesterEvidence,
  type RequesterEvidence,
} from './requester-evidence.ts'
export { signAnswer } from './sign-answer.ts'
export { verifyAnswer } from './verify-answer.ts'
export {
  assertNoticeOf,
  assertVerifiedConsentRequest,
  type Custodian,
  type VerifiedConsentRequest,
  type VerifyConsentRequestOptions,
  verifyConsentRequest,
} from './verify-consent-request.ts'
