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
  orderSigned: (id, digest, path) => `Signed the order ${id}\nDigest: ${digest}\nWritten: ${path}`,
  order: {
    shown: 'An order to revoke for good. What it says:',
    issuer: (did) => `Issued by: ${did}`,
    selection: {
      id: (value) => `Of these: the credential ${value}`,
      type: (value) => `Of these: all of the type ${value}`,
      subject: (value) => `Of these: all about ${value}`,
      person: (value) => `Of these: all with the number ${value}`,
      department: (value) => `Of these: all in ${value}, and what accredits it`,
    },
    everything: 'Of these: EVERYTHING that was ever issued',
    count: (expected) =>
      expected === undefined
        ? 'How many: however many there are then; the order names no number'
        : `How many: ${expected}, or nothing is revoked`,
    reason: (code) => `Why: ${code ?? 'the order gives no reason'}`,
    from: (instant) =>
      instant === undefined
        ? 'Bad since: the moment of the revocation'
        : `Bad since: ${instant}; what was done from then on counts as done without`,
    until: (instant) => `May be carried out until: ${instant}`,
    by: (did, instant) => `Signed first by: ${did}, who says at ${instant}`,
    digest: (digest) => `Digest, to compare with the first person: ${digest}`,
    ask: 'Sign the same order, as the second person?',
    declined: 'Nothing was signed',
  },
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
