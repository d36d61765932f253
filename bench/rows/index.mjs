import { rows as manyAtOnce } from './many-at-once.mjs'
import { rows as verifyCredential } from './verify-credential.mjs'
import { rows as verifyWithStatus } from './verify-with-status.mjs'

/** Every budget of docs/architecture.md, in its order. */
export const rows = [...verifyCredential, ...verifyWithStatus, ...manyAtOnce]
