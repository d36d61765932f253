export type { PortalOptions } from './portal-options.ts'
export { type Portal, startPortal } from './start-portal.ts'
