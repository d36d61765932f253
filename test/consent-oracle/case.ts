import type {
  AccessRequest,
  Policy,
  RegisteredStatement,
  RequestedCategory,
  RequestedItem,
  Vocabulary,
} from '@fidecura/consent'

/** What both evaluators are asked. */
export interface Case {
  readonly list: readonly RegisteredStatement[]
  /** By whom and for what; about which data, the following say. */
  readonly asking: AccessRequest
  readonly policy: Policy
  readonly vocabulary: Vocabulary
  readonly at: number
  readonly data: readonly RequestedItem[]
  readonly category: RequestedCategory
  /** What of the category is looked at. */
  readonly record: RequestedItem
}
