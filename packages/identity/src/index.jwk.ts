export { didJwkOf, resolveDidJwk } from './did-jwk.ts'
