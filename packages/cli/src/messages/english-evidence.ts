import type { EvidenceMessages } from './messages.ts'

/** What is said of deposits, logs and witnesses. */
export const englishEvidence: EvidenceMessages = {
  logPassphrasePrompt: 'Passphrase of the log’s key file',
  deposited: (id, number) => `Deposited, in the log and cosigned: ${id}, version ${number}`,
  version: (number, at, size) =>
    `Version ${number}, deposited ${at}: ${size === undefined ? 'erased' : `${size} bytes`}`,
  onHold: 'A legal hold is on it: it cannot be erased',
  verified: (depositor, at) =>
    `Yes, these bytes are unaltered: ${depositor} deposited them, and they existed at ${at}`,
  isVersion: (id, number) => `They are version ${number} of ${id}`,
  mayBeOlder: 'Whether there is a newer version, a proof file cannot tell',
  askErase: (id) => `Erase every version of ${id}, for good?`,
  notErased: 'Nothing was erased',
  erased: (id) => `Erased for good, with tombstones in the log: ${id}`,
  held: (id) => `Cannot be erased until it is released: ${id}`,
  released: (id) => `Can be erased again: ${id}`,
  serving: (name, address) => `The log ${name} is served at ${address} until stopped`,
  witnessing: (key, address) => `Witness at ${address} until stopped; its key:\n${key}`,
  splitView: (path) =>
    `A log has signed two histories! What proves it, together with what was signed before: ${path}`,
}
