export { didKeyOf, resolveDidKey } from './did-key.ts'
