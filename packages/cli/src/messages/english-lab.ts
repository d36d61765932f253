import type { LabMessages } from './lab-messages.ts'

export const englishLab: LabMessages = {
  serving: (address, samples) =>
    samples
      ? `Judging INVENTED samples at ${address} until stopped; nothing here says anything about anybody`
      : `Verifying at ${address} until stopped`,
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
