export type { ExplainLanguage } from './catalogue.ts'
export {
  type AuthorityExplanation,
  type ExplainAuthorityOptions,
  explainAuthority,
} from './explain-authority.ts'
