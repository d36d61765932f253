export {
  type BrowserKey,
  deleteBrowserKey,
  listBrowserKeys,
} from './browser/browser-keys.ts'
export { type BrowserSigner, openBrowserKey } from './browser/browser-signer.ts'
export {
  type AddBrowserKeyPasskeyOptions,
  addBrowserKeyPasskey,
  type ChangeBrowserKeyPinOptions,
  changeBrowserKeyPin,
} from './browser/change-locks.ts'
export {
  type CreatedBrowserKey,
  createBrowserKey,
  type NewBrowserKeyLocks,
} from './browser/create-browser-key.ts'
export type { NewPasskey } from './browser/passkey-secret.ts'
export type { BrowserKeyUnlock } from './browser/unlock.ts'
export type { BrowserVault } from './browser/vault.ts'
