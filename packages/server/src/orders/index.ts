export { type AdminAct, type AdminActKind, needsTwo } from './admin-act.ts'
export {
  type AdminOrder,
  decodeAdminOrder,
  parseAdminAct,
  signAdminOrder,
  type UnverifiedAdminOrder,
} from './admin-order.ts'
export {
  type VerifyWaitingOrderOptions,
  verifyWaitingOrder,
  type WaitingOrder,
} from './verify-waiting-order.ts'
