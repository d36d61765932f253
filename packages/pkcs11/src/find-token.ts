import { type Cryptoki, type Handle, tokenInitialized } from './cryptoki.ts'
import { attempt, failureOf } from './cryptoki-failure.ts'
import { Pkcs11Error } from './errors.ts'

/** Which token is meant. */
export interface TokenName {
  /** As it was given to the token when it was set up. */
  readonly label: string
  /** Where several tokens have the label. */
  readonly serial?: string
}

export interface FoundToken {
  readonly slot: Handle
  readonly label: string
  readonly serial: string
  /** How many sessions it takes at once. */
  readonly maxSessions: number
}

/** @throws {@link Pkcs11Error} `token_not_found`, `token_ambiguous`, `token_lost`, `token_failed`. */
export function findToken(cryptoki: Cryptoki, { label, serial }: TokenName): FoundToken {
  const found = attempt(() => cryptoki.C_GetSlotList(true))
    .flatMap((slot) => tokenIn(slot, cryptoki))
    .filter((token) => token.label === label && token.serial === (serial ?? token.serial))
  const [only, ...others] = found
  if (only === undefined) throw new Pkcs11Error('token_not_found', 'No such token')
  if (others.length > 0) throw new Pkcs11Error('token_ambiguous', 'Several tokens of this label')
  return only
}

function tokenIn(slot: Handle, cryptoki: Cryptoki): readonly FoundToken[] {
  try {
    const { label, serialNumber, flags, maxSessionCount } = cryptoki.C_GetTokenInfo(slot)
    if ((flags & tokenInitialized) === 0) return []
    const isLimited = maxSessionCount > 0 && maxSessionCount < 0xffff_ffff
    const maxSessions = isLimited ? maxSessionCount : Number.POSITIVE_INFINITY
    return [{ slot, label: trimmed(label), serial: trimmed(serialNumber), maxSessions }]
  } catch (error) {
    // Another token that is just being taken out is no reason not to find ours.
    if (failureOf(error).code === 'token_lost') return []
    throw failureOf(error)
  }
}

/** The standard pads with spaces; some fill up with zeros. */
function trimmed(text: string): string {
  const [first = ''] = text.split('\0')
  return first.trimEnd()
}
