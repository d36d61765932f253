export type { ExplainLanguage } from './explain/catalogue.ts'
export {
  type AuthorityExplanation,
  type ExplainAuthorityOptions,
  explainAuthority,
} from './explain/explain-authority.ts'
