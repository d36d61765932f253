/** What is said to places that only verify. */
export interface LabMessages {
  readonly serving: (address: string, samples: boolean) => string
  readonly bundleTaken: (sequence: string, signer: string, issuedAt: string) => string
  readonly trusted: Readonly<Record<'root' | 'register' | 'bundleSigner', string>>
  readonly fingerprint: (groups: string) => string
  readonly compare: string
  readonly trustsNobody: string
  readonly trustedNoMore: (did: string) => string
  readonly askPin: string
  readonly unchanged: string
  readonly samplesMade: (count: number, folder: string) => string
  readonly sampleRight: string
  readonly sampleWrong: (said: string) => string
  readonly samplesRight: (right: number, count: number) => string
}
