export type { Accreditation, TrustedRoot } from './authority.ts'
export type { BundleMark, BundleState } from './bundle/bundle-state.ts'
export { type IssueBundleDeltaOptions, issueTrustBundleDelta } from './bundle/issue-bundle-delta.ts'
export { issueTrustBundle, type TrustBundleContent } from './bundle/issue-trust-bundle.ts'
export { type OpenTrustBundleOptions, openTrustBundle } from './bundle/open-trust-bundle.ts'
export { type TrustBundle, trustBundleDeltaType, trustBundleType } from './bundle/trust-bundle.ts'
export type { AccreditationSearch, AccreditationSource } from './chain/accreditation-source.ts'
export {
  accreditationsUrlOf,
  createHttpAccreditationSource,
  type HttpAccreditationSourceOptions,
  writeAccreditations,
} from './chain/http-accreditation-source.ts'
export { createMemoryAccreditationSource } from './chain/memory-accreditation-source.ts'
export type { CheckSchemas } from './check-schemas.ts'
export { codeSystems } from './code-systems.ts'
export type { Coding, Identifier } from './coding.ts'
export type {
  Credential,
  CredentialFormat,
  JoseFormat,
  StatusEntry,
  UnverifiedCredential,
  UnverifiedJoseCredential,
  UnverifiedProof,
} from './credential.ts'
export type { CredentialCodec, IssuingCodec } from './credential-codec.ts'
export { credentialTypes, type HealthCredentialType } from './credential-types.ts'
export { type DecodeCredentialOptions, decodeCredential } from './decode-credential.ts'
export {
  type DelegationOfAuthorityClaims,
  parseDelegationOfAuthorityClaims,
} from './delegation-of-authority.ts'
export type { Disclosure } from './disclosure.ts'
export { CredentialError, type CredentialErrorCode } from './errors.ts'
export {
  type GuardianPower,
  type GuardianshipClaims,
  parseGuardianshipClaims,
} from './guardianship.ts'
export { type HealthAssessmentClaims, parseHealthAssessmentClaims } from './health-assessment.ts'
export { assertHealthClaims, isHealthCredential } from './health-claims.ts'
export {
  type ChinesePracticeNumber,
  identifierSystems,
  parseChinesePracticeNumber,
  parseRegisterIdentifier,
} from './identifier-systems.ts'
export type { BatchContents, IssueBatchOptions } from './issue-batch.ts'
export {
  type CredentialContents,
  type IssuableFormat,
  type IssueCredentialOptions,
  issueCredential,
} from './issue-credential.ts'
export { wantedLabels } from './issued-labels.ts'
export type {
  IssuedCredential,
  IssuedStatusChange,
  IssuedStore,
  NewIssuedCredential,
  NewIssuedStatusChange,
} from './issued-store.ts'
export {
  createIssuer,
  type IssueOptions,
  type Issuer,
  type IssuerContents,
  type IssuerOptions,
  type PublishedStatus,
  type PublishOptions,
} from './issuer.ts'
export { createIssuerStatusSource } from './issuer-status-source.ts'
export type { IssuerSwitch, SwitchOrder, SwitchPreview } from './issuer-switch.ts'
export {
  type IssuingAccreditationClaims,
  parseIssuingAccreditationClaims,
} from './issuing-accreditation.ts'
export type { UnverifiedKeyBinding } from './key-binding.ts'
export { createMemoryIssuedStore } from './memory-issued-store.ts'
export type { NamedDid } from './named-did.ts'
export { type PatientIdentityClaims, parsePatientIdentityClaims } from './patient-identity.ts'
export { areTwoPeople, personOf } from './person.ts'
export {
  type PractitionerLicenceClaims,
  parsePractitionerLicenceClaims,
} from './practitioner-licence.ts'
export {
  type Location,
  type PractitionerRoleClaims,
  parsePractitionerRoleClaims,
} from './practitioner-role.ts'
export { type PresentCredentialOptions, presentCredential } from './present-credential.ts'
export { type PresentCredentialsOptions, presentCredentials } from './present-credentials.ts'
export {
  type CreatePresentationOptions,
  createPresentation,
  type PresentingFormat,
} from './presentation/create-presentation.ts'
export type { RepresentationTerms } from './presentation/representation.ts'
export { type PresentationBundle, presentationVersion } from './presentation-bundle.ts'
export type {
  EnclosedCredential,
  PresentationCodec,
  PresentingCodec,
  SecurePresentationOptions,
  UnverifiedPresentation,
} from './presentation-codec.ts'
export {
  type GuardianAct,
  type GuardianEvidence,
  proveGuardian,
} from './prove-guardian.ts'
export {
  type ProxyMandateClaims,
  type ProxyPower,
  parseProxyMandateClaims,
} from './proxy-mandate.ts'
export {
  createMemoryReplayStore,
  type MemoryReplayStoreOptions,
  type PresentationUse,
  type ReplayStore,
  replayGraceSeconds,
} from './replay.ts'
export {
  type CheckName,
  type CheckResult,
  type CredentialCheck,
  type CredentialReport,
  credentialChecks,
  type PresentationCheck,
  type PresentationReport,
  presentationChecks,
  type Verdict,
} from './report.ts'
export type {
  ApprovedRevocation,
  RevocationContext,
  RevocationEvidence,
  RevocationOrder,
  RevocationPolicy,
  RevocationProposal,
  RevocationSigner,
  RevocationSubmission,
} from './revocation-policy.ts'
export { type DecodeSdJwtOptions, decodeSdJwt, type UnverifiedSdJwt } from './sd-jwt.ts'
export { showCredential } from './show-credential.ts'
export {
  assertSignedWhileListed,
  type SignedThen,
  type SignedWhileListedOptions,
} from './signed-while-listed.ts'
export {
  createHttpStatusSource,
  type HttpStatusSourceOptions,
} from './status/http-status-source.ts'
export { issueStatusHistory, type StatusHistoryContent } from './status/issue-status-history.ts'
export {
  type BitstringListContent,
  type IssueStatusOptions,
  issueStatusList,
  type MessageListContent,
  type StatusListContent,
  type TokenListContent,
  type ValueListContent,
} from './status/issue-status-list.ts'
export {
  type StatusContext,
  type StatusReaderOptions,
  statusListType,
} from './status/list-reader.ts'
export { parseStatusAggregation, writeStatusAggregation } from './status/status-aggregation.ts'
export type { StatusAsOf } from './status/status-as-of.ts'
export type { StatusBits } from './status/status-bits.ts'
export { type StatusChange, statusHistoryType } from './status/status-history.ts'
export { createStatusReader, type StatusReader } from './status/status-reader.ts'
export type { StatusReading, StatusValue } from './status/status-reading.ts'
export {
  createMemoryStatusSource,
  historyUrlOf,
  type KeptStatusToken,
  type MemoryStatusSourceOptions,
  type StatusSource,
  type StatusSourceOptions,
  type StatusToken,
} from './status/status-source.ts'
export type { StatusChangeReason } from './status-change-reason.ts'
export type {
  IssuedLabel,
  NewSwitchAct,
  SelectedCredential,
  SwitchAct,
  SwitchOptions,
  SwitchPage,
  SwitchProgress,
  SwitchSelection,
  SwitchStore,
} from './switch-act.ts'
export { type TrackedUses, trackUses } from './track-uses.ts'
export { type KnownSchema, knownSchemas } from './types/known-schemas.ts'
export type {
  CredentialUse,
  CredentialUseKind,
  NewUse,
  UsageLog,
  UsagePage,
} from './usage-log.ts'
export {
  type AuthorityLink,
  type AuthorityWay,
  assertHistoricCredential,
  assertVerifiedCredential,
  assertVerifiedPresentation,
  type HistoricCredential,
  type Representation,
  type VerificationContext,
  type VerifiedCredential,
  type VerifiedPresentation,
} from './verified.ts'
export { createVerifier, type Verifier } from './verifier.ts'
export type {
  AsOfOptions,
  CallInstants,
  CheckCredentialOptions,
  CheckPresentationOptions,
  LookAtPresentationOptions,
  VerifierCacheOptions,
  VerifierOptions,
} from './verifier-options.ts'
export { type VerifyCredentialOptions, verifyCredential } from './verify-credential.ts'
