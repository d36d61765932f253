export { signInTransaction } from '../sign-in-request.ts'
export { type AskedSignIn, parseSignIn } from './parse-sign-in.ts'
