import { rows as browserBundle } from './browser-bundle.mjs'
import { rows as coldStart } from './cold-start.mjs'
import { rows as manyAtOnce } from './many-at-once.mjs'
import { rows as sign } from './sign.mjs'
import { rows as verifyChain } from './verify-chain.mjs'
import { rows as verifyCredential } from './verify-credential.mjs'
import { rows as verifyPresentation } from './verify-presentation.mjs'
import { rows as verifyWithStatus } from './verify-with-status.mjs'

/** Every budget of docs/architecture.md, in its order. */
export const rows = [
  ...verifyCredential,
  ...verifyWithStatus,
  ...verifyPresentation,
  ...manyAtOnce,
  ...verifyChain,
  ...sign,
  ...coldStart,
  ...browserBundle,
]
