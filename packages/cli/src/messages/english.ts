import type { Messages } from './messages.ts'

export const english: Messages = {
  passphrasePrompt: 'Passphrase of the key file',
  newPassphrasePrompt: 'New passphrase, at least eight characters',
  keyMade: (did, path) => `Made a key for ${did}\nKept in ${path}`,
  written: (path) => `Written to ${path}`,
  verdict: { passed: 'Yes', failed: 'No', unknown: 'Cannot be told' },
  error: (code, message, place) =>
    place === undefined ? `${message} (${code})` : `${message}: ${place} (${code})`,
  tryHelp: 'See fidecura --help',
}
