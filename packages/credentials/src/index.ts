export { CredentialError, type CredentialErrorCode } from './errors.ts'
export type {
  IssuedCredential,
  IssuedStatus,
  IssuedStatusChange,
  IssuedStore,
  NewIssuedStatusChange,
} from './issued-store.ts'
export {
  createMemoryReplayStore,
  type MemoryReplayStoreOptions,
  type PresentationUse,
  type ReplayStore,
} from './replay.ts'
export { type DrawStatusIndexOptions, drawStatusIndex } from './status/draw-status-index.ts'
export {
  createHttpStatusSource,
  type HttpStatusSourceOptions,
} from './status/http-status-source.ts'
export { issueStatusHistory, type StatusHistoryContent } from './status/issue-status-history.ts'
export {
  type BitstringListContent,
  type IssueStatusOptions,
  issueStatusList,
  type StatusListContent,
  type TokenListContent,
} from './status/issue-status-list.ts'
export type { StatusAsOf } from './status/status-as-of.ts'
export { type StatusChange, statusHistoryType } from './status/status-history.ts'
export {
  createStatusReader,
  type StatusContext,
  type StatusReader,
  type StatusReaderOptions,
  statusListType,
} from './status/status-reader.ts'
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
