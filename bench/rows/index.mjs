/** Every budget of docs/architecture.md, in its order. */
export const rowFiles = [
  'verify-credential',
  'verify-with-status',
  'verify-presentation',
  'many-at-once',
  'verify-chain',
  'sign',
  'read-status',
  'decide',
  'resolve-did',
  'cold-start',
  'browser-bundle',
  'evidence',
]
