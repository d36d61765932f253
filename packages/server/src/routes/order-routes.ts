import type { AdminOrderItem } from '../api/bodies.ts'
import type { Page, PageQuery } from '../api/page.ts'
import type { Call } from '../http/call.ts'
import { defineRoute, type Route } from '../http/route.ts'
import { approveOrder, declineOrder, giveOrder } from '../orders/give-order.ts'
import { itemOf, orders } from '../orders/kept-order.ts'
import { pageOf } from '../schemas/named.ts'
import { adminOrderItem, signedOrder } from '../schemas/orders.ts'
import { nothing, pageQuery } from '../schemas/values.ts'
import { itemIn, onePage } from './one-page.ts'

/** Administering a hospital: by people with a key and a role, two of them where it matters. */
export const orderRoutes: readonly Route[] = [
  defineRoute({
    name: 'giveOrder',
    method: 'POST',
    path: '/orders',
    summary:
      'Gives an order: carried out at once, or kept for the signature of a second administrator.',
    more: 'The order is from `signAdminOrder`.',
    who: 'administrator',
    body: signedOrder,
    answer: adminOrderItem,
    refuses: [
      ...(['order_malformed', 'order_expired', 'order_state_wrong', 'order_inapplicable'] as const),
      ...(['approval_mismatch', 'changed_meanwhile', 'not_configured'] as const),
      ...(['backup_failed', 'backup_running', 'backups_full', 'settings_malformed'] as const),
    ],
    audit: 'update',
    act: giveOrder,
  }),
  defineRoute({
    name: 'approveOrder',
    method: 'POST',
    path: '/orders/{id}/approve',
    summary: 'Signs the very same order as a second person, and so carries it out.',
    more: 'From `signAdminOrder`, of what `decodeAdminOrder` read.',
    who: 'administrator',
    body: signedOrder,
    answer: adminOrderItem,
    refuses: [
      ...(['order_malformed', 'order_expired', 'order_state_wrong', 'order_inapplicable'] as const),
      ...(['approval_mismatch', 'approver_not_second', 'changed_meanwhile'] as const),
      ...(['not_configured', 'settings_malformed'] as const),
    ],
    audit: 'update',
    act: approveOrder,
  }),
  defineRoute({
    name: 'declineOrder',
    method: 'POST',
    path: '/orders/{id}/decline',
    summary: 'Ends an order that waits, of whomever: so whoever gave it takes it back.',
    who: 'administrator',
    body: nothing,
    answer: adminOrderItem,
    refuses: ['order_state_wrong', 'changed_meanwhile'],
    audit: 'update',
    act: declineOrder,
  }),
  defineRoute({
    name: 'orders',
    method: 'GET',
    path: '/orders',
    summary: 'Orders of the administrators, and how far they are.',
    who: 'administrator',
    query: pageQuery,
    answer: pageOf(adminOrderItem),
    async act({ hospital, now, query }: Call<unknown, PageQuery>): Promise<Page<AdminOrderItem>> {
      const look = async (page: { readonly after: number; readonly limit: number }) => {
        const found = await hospital.store.documents.list(orders.name, { ...page, now })
        return found.map((kept) => ({ number: kept.number, item: itemOf(kept, now) }))
      }
      return onePage(query, look, itemIn)
    },
  }),
]
