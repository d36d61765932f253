export { isOfKinds } from './is-of-kinds.ts'
export {
  type Redaction,
  type RedactOptions,
  type RemovedEntries,
  type RemovedMember,
  redact,
  redactLimits,
} from './redact.ts'
