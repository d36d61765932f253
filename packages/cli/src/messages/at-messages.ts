/** What is said of what is asked for at a hospital. */
export interface AtMessages {
  readonly notDone: string
  readonly none: string
  readonly listed: (items: number) => string
  readonly judged: (done: number, of: number) => string
  readonly imported: (done: number, of: number) => string
  readonly waiting: string
  readonly readOut: (digits: string, issuer: string) => string
  /** For the screen of a new key: two people of the desk type them. */
  readonly readOutTwice: (digits: string) => string
  readonly ask: Readonly<
    Record<
      'approve' | 'revoke' | 'withdraw' | 'end' | 'approveRecovery' | 'objectToRecovery',
      string
    >
  >
  /** What members of an answer are called; others by their own name. */
  readonly members: Readonly<Record<string, string>>
  /** What values are called; others as they are. */
  readonly values: Readonly<Record<string, string>>
}
