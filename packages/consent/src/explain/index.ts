export { type RenderTermsOptions, renderTerms } from '../render.ts'
export type { Language } from './catalogue.ts'
export { type ExplainDecisionOptions, explainDecision } from './explain-decision.ts'
export { type RenderRequestOptions, renderRequest } from './request-text.ts'
