import type { AccessRequest, RequestedItem, Vocabulary } from '@fidecura/consent'

/** One purpose and one record of a request, at one instant. */
export interface Asked {
  readonly request: AccessRequest
  readonly purpose: string
  readonly item: RequestedItem
  readonly at: number
  readonly vocabulary: Vocabulary
}
