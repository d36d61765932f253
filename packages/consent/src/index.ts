export type {
  AccessRequest,
  RequestedCategory,
  RequestedData,
  RequestedItem,
} from './access-request.ts'
export { type DecideOptions, decide } from './decide.ts'
export type {
  Combiner,
  Decision,
  DecisionCode,
  DecisionContext,
  Obligation,
  OtherDecision,
  PermitDecision,
  RuleReference,
  TraceStep,
} from './decision.ts'
export { defaultVocabulary } from './default-vocabulary.ts'
export { ConsentError, type ConsentErrorCode } from './errors.ts'
export type {
  ReferenceMap,
  SourceNote,
  SourceNoteCode,
  SourceReading,
} from './fhir/source.ts'
export { type TermsFromFhirOptions, termsFromFhir } from './fhir/terms-from-fhir.ts'
export { narrows } from './narrows.ts'
export { parseTerms } from './parse-terms.ts'
export type {
  NewRegisterEntry,
  RegisterEntry,
  RegisterEntryKind,
  RegisterSnapshot,
  RegisterStore,
} from './register-store.ts'
export type { Requester, RequesterFields } from './requester.ts'
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
  type ActorRole,
  type Coding,
  type Conditions,
  codeSystems,
  type Effect,
  type Rule,
  type Terms,
  type TimeSpan,
} from './terms.ts'
export {
  createVocabulary,
  type Hierarchy,
  type Vocabulary,
  type VocabularyData,
} from './vocabulary.ts'
export type { SeenWord, WordState } from './word-state.ts'
