import { type EpochSeconds, epochSeconds } from '@fidecura/base'
import { didKeyOf, type PublicJwk } from '@fidecura/identity'
import { invalid } from './claim-spec.ts'
import type { IssuableFormat } from './issue-credential.ts'
import type { Issuer, IssuerContents } from './issuer.ts'

/** What all credentials of a batch say; who they are about follows from the key of each. */
export type BatchContents = Omit<IssuerContents, 'id' | 'subject' | 'holderKey'>

/** For which keys, and as what. */
export interface IssueBatchOptions {
  readonly format: IssuableFormat
  /** One for each credential, at most 100; the holder uses each with one platform. */
  readonly holderKeys: readonly PublicJwk[]
  /**
   * Whose they are, such as a DID that the issuer knows the holder by: what finds them all when that
   * person is to be suspended. Kept in the store alone; without it each is found by its own key only.
   */
  readonly about?: string
  /** What was issued until then is kept, and is the holder's to be given. */
  readonly signal?: AbortSignal | undefined
}

const maxKeys = 100
const daySeconds = 86_400

/**
 * Issues the same credential to many keys of one holder, so that platforms that compare what they were
 * shown find nothing that is only this holder's: each has an id, subject, key, status index and salts
 * of its own, and instants of whole days. What the claims themselves say, if shown, links as ever.
 *
 * It holds from the start of the day on which `validFrom` lies or, if that is to come, of the day after;
 * and until the start of the day of `validUntil`.
 *
 * @param issuer - Dates what it issues to the start of the day.
 */
export async function issueBatch(
  contents: BatchContents,
  { format, holderKeys, about, signal }: IssueBatchOptions,
  issuer: Issuer,
  now: EpochSeconds,
): Promise<readonly { readonly id: string; readonly token: string }[]> {
  const subjects = holderKeys.map(didKeyOf)
  if (subjects.length === 0 || subjects.length > maxKeys) throw invalid('/holderKeys')
  // The same key twice would be what links the two.
  if (new Set(subjects).size < subjects.length) throw invalid('/holderKeys')
  const { validFrom, validUntil } = contents
  const period = {
    validFrom: validFrom <= now ? startOfDay(validFrom) : startOfDay(validFrom, daySeconds - 1),
    validUntil: startOfDay(validUntil),
  }
  const issued: { readonly id: string; readonly token: string }[] = []
  for (const [index, holderKey] of holderKeys.entries()) {
    const subject = subjects[index] as string
    // Callers without types may hand over an id, which would be the same for all.
    const { id: _, ...shared }: Partial<IssuerContents> & BatchContents = contents
    const single = { ...shared, ...period, subject, holderKey }
    issued.push(await issuer.issue(single, { format, about, signal }))
  }
  return issued
}

/** In UTC. @param ahead - Seconds to add first. */
export function startOfDay(instant: EpochSeconds, ahead = 0): EpochSeconds {
  return epochSeconds(Math.floor((instant + ahead) / daySeconds) * daySeconds)
}
