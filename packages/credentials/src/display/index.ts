export { placeOfDid } from '../did-place.ts'
export { labelOf } from './claim-labels.ts'
export {
  type DisplayedClaim,
  type DisplayOptions,
  displayClaims,
  displayType,
} from './display-claims.ts'
export { type DisplayLocale, type Label, typeLabels } from './type-labels.ts'
export { valueLabelOf } from './value-labels.ts'
