import type { LabMessages } from './lab-messages.ts'

export const englishLab: LabMessages = {
  serving: (address, samples) =>
    samples
      ? `Judging INVENTED samples at ${address} until stopped; nothing here says anything about anybody`
      : `Verifying at ${address} until stopped`,
  canJudge: ({ roots, registers, bundleOf, isOnline, audience, decides }) => [
    roots === 0
      ? 'Trusted roots: none, so nobody passes: trust add DID --types …'
      : `Trusted roots: ${roots}`,
    isOnline
      ? 'Keys and status lists: fetched from the network'
      : bundleOf === undefined
        ? 'Trust bundle: none, so next to nothing can be told: bundle fetch'
        : `Trust bundle: of ${bundleOf}`,
    audience === undefined
      ? 'Presentations: not judged, for it has no --audience'
      : `Presentations: judged if made for ${audience}`,
    decides
      ? `POST /decide: by the word of registers, ${registers} trusted`
      : 'POST /decide: off; it needs a register (trust add DID --register), --custodian, and --jurisdiction or --combine',
  ],
  bundleTaken: (sequence, signer, issuedAt) =>
    `Taken over: number ${sequence}, signed by ${signer} at ${issuedAt}`,
  trusted: {
    root: 'Trusted root',
    register: 'Trusted register',
    bundleSigner: 'Signer of trust bundles',
  },
  fingerprint: (groups) => `fingerprint ${groups}`,
  compare:
    'Compare each fingerprint with what its owner tells you in person, by telephone or on paper: not with the message that brought it',
  trustsNobody: 'Nobody is trusted yet',
  trustedNoMore: (did) => `Trusted no more: ${did}`,
  askPin: 'Take these keys from now on, and no others?',
  unchanged: 'Nothing was changed',
  samplesMade: (count, folder) => `Made ${count} samples in ${folder}`,
  sampleRight: 'as expected',
  sampleWrong: (said) => `NOT as expected: ${said}`,
  samplesRight: (right, count) => `${right} of ${count} as expected`,
}
