export { labelOf } from './display/claim-labels.ts'
export {
  type DisplayedClaim,
  type DisplayOptions,
  displayClaims,
  displayType,
} from './display/display-claims.ts'
export { type DisplayLocale, type Label, typeLabels } from './display/type-labels.ts'
export { valueLabelOf } from './display/value-labels.ts'
