import type { SwitchMessages } from './messages.ts'

/** What is said of acts on many. */
export const englishSwitch: SwitchMessages = {
  preview: (count, valid) => `${count} credentials are meant; ${valid} of them are good now`,
  suspendedAll: (act, changed, matched) =>
    `Suspended ${changed} of ${matched}. To undo it: credential undo ${act}`,
  undone: (act, reinstated) => `Reinstated ${reinstated}, which ${act} had suspended`,
  revokedAll: (act, changed) => `Revoked ${changed}, for good, as two people ordered in ${act}`,
  proposed: (id, until) =>
    `Nothing is revoked yet: a second person may approve ${id} until ${until}`,
  orderSigned: (id, path) => `Signed the order ${id}\nWritten: ${path}`,
  progress: (matched) => `${matched} …`,
  before: (instant, count) =>
    instant === undefined
      ? `Nothing has gone bad so far; ${count} stand on it:`
      : `Before ${instant}, and proven: ${count}`,
  after: (instant, count) => `From ${instant} on, or with no proof of when: ${count}`,
  use: { entry: 'Entry', presentation: 'Presentation', statement: 'Statement' },
  unproven: 'only its signer says when',
  more: 'There are more: raise --limit',
}
