export { vcJwt11 } from './vcdm-1/vc-jwt-11.ts'
