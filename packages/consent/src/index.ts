export type {
  AccessRequest,
  RequestedCategory,
  RequestedData,
  RequestedItem,
} from './access-request.ts'
export {
  type BreakGlass,
  type BreakGlassContent,
  breakGlassType,
  decodeBreakGlass,
  type SignBreakGlassOptions,
  signBreakGlass,
} from './break-glass-request.ts'
export {
  assertCoSigned,
  type CoSignature,
  type CreateCoSignatureRequestOptions,
  coSignaturePurpose,
  createCoSignatureRequest,
  type VerifiedCoSignature,
  type VerifyCoSignatureOptions,
  verifyCoSignature,
} from './co-signature.ts'
export type { WordVerdict } from './compare-words.ts'
export { type VerifyContradictionOptions, verifyContradiction } from './contradiction.ts'
export {
  type CustodianFacts,
  type CustodianFactsData,
  createCustodianFacts,
  type Membership,
  type PartOf,
} from './custodian-facts.ts'
export { type DecideInstants, type DecideOptions, decide, type Policy } from './decide.ts'
export {
  createDecider,
  type Decider,
  type DeciderOptions,
  type DeciderParts,
  type DeciderRequest,
  type DeciderSetOptions,
} from './decider.ts'
export type {
  Combiner,
  DataObligation,
  Decision,
  DecisionCode,
  DecisionContext,
  DutyObligation,
  EmergencyDecision,
  EraseObligation,
  Obligation,
  PermitDecision,
  RefusedDecision,
  RuleReference,
  TraceStep,
} from './decision.ts'
export { defaultVocabulary } from './default-vocabulary.ts'
export type { Duty, EraseDuty, FrequencyDuty, NoticeDuty, RedisclosureDuty } from './duty.ts'
export { ConsentError, type ConsentErrorCode } from './errors.ts'
export type { Assurance, Channel, HowGiven } from './how-given.ts'
export type { JudgedBy } from './judged-by.ts'
export {
  type BasisRule,
  type BreakGlassRule,
  createJurisdiction,
  type DenyingKind,
  type Jurisdiction,
  type JurisdictionData,
  type LegalBasis,
  type OwnConsentRule,
} from './jurisdiction.ts'
export { agesOf } from './jurisdiction-ages.ts'
export { type NarrowStatementOptions, narrowStatement, withdrawInPart } from './narrow-statement.ts'
export { narrows } from './narrows.ts'
export { parseTerms } from './parse-terms.ts'
export type { PatientAct } from './patient-act.ts'
export type { PatientEvidence } from './patient-key.ts'
export type { NotifyPatient, PatientNotice } from './patient-notice.ts'
export { type ProveReceivedOptions, proveReceived } from './prove-received.ts'
export {
  type Ratification,
  ratificationType,
  type SignRatificationOptions,
  signRatification,
} from './ratification.ts'
export {
  createReceiptTimeProofVerifier,
  type Receipt,
  type ReceiptTimeProofOptions,
  receiptType,
  type VerifyReceiptOptions,
  verifyReceipt,
} from './receipt.ts'
export type { RegisterEntryKind } from './register/register-store.ts'
export {
  type AcceptRegisterLossOptions,
  type ApprovedRegisterLoss,
  acceptRegisterLoss,
  type PersonalApproval,
} from './register-loss/accept-register-loss.ts'
export type { KeptUpTo, RegisterLoss, RegisterLossContent } from './register-loss/register-loss.ts'
export type { AgeRules, OwnConsent } from './representation/age.ts'
export { type AgreeingAs, type Agreement, agreementType } from './representation/agreement.ts'
export { assertMayGiveMandate, comesOfAgeAt } from './representation/comes-of-age.ts'
export type {
  Authority,
  GuardianAgreement,
  GuardianshipEvidence,
  MandateEvidence,
  RepresentedBy,
  StatementEvidence,
} from './representation/representation.ts'
export { mayAnswer, type Scope } from './representation/scope.ts'
export { type SignAgreementOptions, signAgreement } from './representation/sign-agreement.ts'
export {
  type MandateContents,
  type SignMandateOptions,
  signMandate,
} from './representation/sign-mandate.ts'
export type { Requester, RequesterFields } from './requester.ts'
export { requesterOf } from './requester-of.ts'
export { type RequesterPermit, type RequesterView, requesterView } from './requester-view.ts'
export { type RoleEvidence, roleDigestOf } from './role-evidence.ts'
export { type StatementContent, signStatement } from './sign-statement.ts'
export { type SignWithdrawalsOptions, signWithdrawals } from './sign-withdrawals.ts'
export type { OpenTokenOptions, SignTokenOptions } from './signed-token.ts'
export {
  recordReference,
  type Statement,
  type StatementSource,
} from './statement.ts'
export type {
  Grantee,
  RecordNumber,
  RegisteredStatement,
  StatementKind,
  StatementSetFields,
  VerifiedStatementSet,
} from './statement-set.ts'
export {
  type Action,
  type Actor,
  type ActorByCode,
  type ActorByDid,
  type ActorByIdentifier,
  type ActorInGroup,
  type ActorInRole,
  type ActorRole,
  type Conditions,
  type ConsentCoding,
  consentCodeSystems,
  type DataMeaning,
  type DataReference,
  type Effect,
  type PartyIdentifier,
  type Rule,
  type Terms,
  type TimeSpan,
} from './terms.ts'
export type { TrustedRegister, TrustsRegister } from './trusted-register.ts'
export {
  assertVerifiedBreakGlass,
  type BreakGlassJournal,
  type BreakGlassRules,
  type VerifiedBreakGlass,
  type VerifyBreakGlassOptions,
  verifyBreakGlass,
} from './verify-break-glass.ts'
export {
  type NamedStatements,
  type NamedStatementToken,
  type VerifyNamedStatementsOptions,
  verifyNamedStatements,
} from './verify-named-statements.ts'
export {
  assertVerifiedStatement,
  type VerifiedStatement,
  type VerifyStatementOptions,
  verifyStatement,
} from './verify-statement.ts'
export { type VerifyStatementSetOptions, verifyStatementSet } from './verify-statement-set.ts'
export {
  createVocabulary,
  type Hierarchy,
  type Vocabulary,
  type VocabularyData,
} from './vocabulary.ts'
export type {
  RatificationWithEvidence,
  StatementSet,
  StatementWithEvidence,
  WithdrawalWithEvidence,
} from './with-evidence.ts'
export {
  assertVerifiedWithdrawal,
  type Identified,
  type StatementReference,
  signWithdrawal,
  type VerifiedWithdrawal,
  type VerifyWithdrawalOptions,
  verifyWithdrawal,
  type Withdrawal,
  type WithdrawalContent,
  withdrawalType,
} from './withdrawal.ts'
export type { DeskAttestation, WithdrawalEvidence, WithdrawnBy } from './withdrawal-signer.ts'
export {
  type AcceptedLoss,
  type Contradiction,
  createMemoryWordState,
  type MemoryWordStateOptions,
  type SeenWord,
  type WordState,
} from './word-state.ts'
