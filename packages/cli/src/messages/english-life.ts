import type { LifeMessages } from './life-messages.ts'

const nameOf = (file: string | undefined): string => file ?? 'FILE'

/** What is said of the life of a statement. */
export const englishLife: LifeMessages = {
  takeIn: (file) => `It counts once its register has it: consent register ${nameOf(file)}`,
  othersFirst: (file) =>
    `Where several must agree, each does: consent agree ${nameOf(file)} --as guardian; then consent register`,
  deskFirst: (file) =>
    `A second person agrees first: consent agree ${nameOf(file)} --as desk; it counts once its register has both`,
  agreeTo: 'This is what somebody else has signed, and what you would agree to:',
  askAgree: 'Agree to it?',
  agreed: 'Agreed; hand this file in with what it is about: consent register --agreement',
  agreedBeside:
    'Agreed; the register keeps this file, and whoever verifies takes it, too: --agreement',
  ratified: (id) => `Signed that it is to stay: ${id}`,
  askRatify: 'Is this to stay, as your own word?',
  beside: (as, issuer) => `Signed beside it, as ${as}: ${issuer}`,
  withdrawal: (statement, record, issuer, identified) =>
    [
      'A statement is taken back, for good.',
      `Statement: ${statement}`,
      `Record: ${record}`,
      `Signed by: ${issuer}`,
      ...(identified === undefined ? [] : [`Patient identified: ${identified}`]),
    ].join('\n'),
  emergency: (issuer) =>
    `You open a record that nobody has opened to you. The patient is told, with this name and your words: ${issuer}`,
  askEmergency: 'Is it an emergency that you answer for?',
  emergencySigned: 'Signed; it counts once whoever keeps the record has written it down',
  telling: (count) => `${count} …`,
  told: (count) => `Told: ${count}`,
  untold: (count, codes) => `Not told, to be tried again: ${count} (${codes})`,
  noRecipients: 'The register has no such statement, so nobody was to hear of it',
  recipient: {
    signed: (at) => `signed for it ${at}`,
    told: (at) => `told ${at}`,
    waiting: (attempts) => `not told yet, tries so far: ${attempts}`,
  },
  change: {
    registered: 'registered',
    replaced: 'replaced',
    narrowed: 'narrowed',
    withdrawn: 'withdrawn',
  },
  noticed: (change, statement, since) =>
    `Since ${since} a statement is ${change}: ${statement}\nFetch the register’s word anew before you decide`,
  contradiction: (register, record) => `${register} contradicts itself about ${record}`,
  noContradictions: 'No register that was seen here has contradicted itself',
  contradicts: (register, record) =>
    `Proven: ${register} signed two words about ${record}, of which not both can be true`,
  waits: (entry) => `Waits for its patient: ${entry}`,
  nothingWaits: 'Nothing waits for this patient',
  moreWait: (next) => `There are more: --after ${next}`,
  amends: '(answers a dispute)',
  asked: (id) => `Signed the request ${id}`,
  refused: 'Refused; this request can be answered no more',
  wasRefused: (issuer) => `Refused by ${issuer}`,
  wasAnswered: 'Yes, the patient of this record signed this in answer to the request:',
  inCodes: (codes) => `In codes: ${codes}`,
  noNotices: 'Nobody has acted in the place of this patient, or in an emergency',
  acknowledged: (recipient) => `Kept: ${recipient} has signed for the notice`,
}
