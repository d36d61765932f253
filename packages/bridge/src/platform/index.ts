export { crossDeviceAcr, sameDeviceAcr } from './acr.ts'
export { mayAuthorise, type SignInClaims } from './may-authorise.ts'
