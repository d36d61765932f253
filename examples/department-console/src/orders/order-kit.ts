import './no-eval.ts'

/** What of orders the package has, once it may be loaded. */
export {
  type AdminAct,
  type AdminActKind,
  type AdminOrder,
  decodeAdminOrder,
  needsTwo,
  parseAdminAct,
  signAdminOrder,
  verifyWaitingOrder,
} from '@fidecura/server/orders'
