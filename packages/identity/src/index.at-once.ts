export { verifyJwsAtOnce } from './verify-jws.ts'
