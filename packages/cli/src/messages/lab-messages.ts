/** How a place was started. */
export interface CanJudge {
  readonly roots: number
  readonly registers: number
  /** When its trust bundle was signed; absent: there is none. */
  readonly bundleOf: string | undefined
  readonly isOnline: boolean
  readonly audience: string | undefined
  readonly decides: boolean
}

/** What is said to places that only verify. */
export interface LabMessages {
  readonly serving: (address: string, samples: boolean) => string
  /** What it can do as it was started, and what it lacks, a line each. */
  readonly canJudge: (can: CanJudge) => readonly string[]
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
