import { type EpochSeconds, epochSeconds } from '@fidecura/base'
import type { KeptDocument } from '@fidecura/store'
import type { AdminOrderItem } from '../api/bodies.ts'
import { type DocumentKind, documentKind } from '../hospital/document-kind.ts'
import type { Shown } from '../hospital/prove-principal.ts'
import { type AdminOrder, decodeAdminOrder } from './admin-order.ts'

/** What is kept of an order. */
export interface KeptOrder {
  readonly item: AdminOrderItem
  /** What the first has shown, as long as the second is to come: it is proven once more then. */
  readonly first?: Pick<Shown, 'did' | 'publicKey' | 'credentials' | 'chain'>
}

export const orders: DocumentKind<KeptOrder> = documentKind<KeptOrder>('admin_order')

/** How long one that nobody carried out stays in the list. */
const shownSeconds = 30 * 86_400

export function goneAt(expiresAt: EpochSeconds): EpochSeconds {
  return epochSeconds(expiresAt + shownSeconds)
}

/** As it stands now. */
export function itemOf(kept: KeptDocument, now: EpochSeconds): AdminOrderItem {
  const { item } = orders.bodyOf(kept)
  return item.state === 'proposed' && item.expiresAt <= now ? { ...item, state: 'expired' } : item
}

/** Of the first signature. */
export function orderOf({ order }: AdminOrderItem): AdminOrder {
  return decodeAdminOrder(order).order
}
