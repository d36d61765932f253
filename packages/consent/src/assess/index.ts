export type { Assessment, AssessmentPolicy, StatedRequest, StatedRequester } from '../assessment.ts'
export { type DecideAtOptions, decideAt } from '../decide-at.ts'
export {
  type DecisionCause,
  type DecisionChange,
  type DecisionDiff,
  type DiffOptions,
  diffDecisions,
} from '../diff-decisions.ts'
export type {
  ConditionName,
  FullTrace,
  QuestionTrace,
  RuleTrace,
  Standing,
  StatementTrace,
  TraceAnswers,
  TraceChange,
  TraceEvent,
} from '../trace.ts'
export { traceDecision } from '../trace-decision.ts'
export { type DraftStatement, type WhatIf, type WhatIfOptions, whatIf } from '../what-if.ts'
