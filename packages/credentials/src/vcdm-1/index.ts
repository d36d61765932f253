export { vcJwt11 } from './vc-jwt-11.ts'
