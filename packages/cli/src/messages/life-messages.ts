/** What is said of the life of a statement, after and beside its signature. */
export interface LifeMessages {
  /** Beside a file that only a register makes count. @param file - Where it is. */
  readonly takeIn: (file: string | undefined) => string
  readonly othersFirst: (file: string | undefined) => string
  readonly deskFirst: (file: string | undefined) => string
  readonly agreeTo: string
  readonly askAgree: string
  readonly agreed: string
  /** @param identified - How a desk identified the patient. */
  readonly withdrawal: (
    statement: string,
    record: string,
    issuer: string,
    identified?: string,
  ) => string
  readonly emergency: (issuer: string) => string
  readonly askEmergency: string
  readonly emergencySigned: string
  readonly noNotices: string
  readonly acknowledged: (recipient: string) => string
}
