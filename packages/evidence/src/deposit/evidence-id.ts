import type { Brand } from '@fidecura/base'
import { randomBytes } from '@fidecura/identity'
import { EvidenceError } from '../errors.ts'

/** Names what was deposited, all of its versions. Random: it tells nothing of what it names. */
export type EvidenceId = Brand<`ev-${string}`, 'EvidenceId'>

// Crockford's base32: no i, l, o, u, so that it can be read from paper and over a telephone.
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
// The largest prime that two symbols can count to: his own check needs symbols that shells and URLs know.
const checkPrime = 1021
const idBytes = 16
const digits = 26
// Of the 130 bits that so many symbols have, the first two are zero.
const spareBits = 2

/** Makes one that nobody has. */
export function newEvidenceId(): EvidenceId {
  const values: number[] = []
  let [rest, bits] = [0, spareBits]
  for (const byte of randomBytes(idBytes)) {
    rest = (rest << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      values.push((rest >> bits) & 31)
    }
    rest &= 31
  }
  return format(values)
}

/**
 * Takes what a person typed from paper: in either case, with spaces and hyphens, `o` for 0, and `i` and `l` for 1.
 *
 * @returns The one spelling that counts, as in `ev-…`.
 * @throws {@link EvidenceError} `evidence_id_malformed`, for one wrong symbol, too.
 */
export function parseEvidenceId(text: unknown): EvidenceId {
  if (typeof text !== 'string' || text.length > 80) throw malformed()
  const typed = text.toLowerCase().replace(/[\s-]/g, '').replace(/^ev/, '')
  // The check, too, is a digit now and then.
  const plain = typed.replaceAll('o', '0').replace(/[il]/g, '1')
  const values = Array.from(plain.slice(0, digits), (symbol) => alphabet.indexOf(symbol))
  const isWhole = values.length === digits && !values.includes(-1)
  const isShortEnough = (values[0] as number) < 2 ** (5 - spareBits)
  if (!isWhole || !isShortEnough || plain.slice(digits) !== checkOf(values)) throw malformed()
  return format(values)
}

/** Whether it is one in the spelling that counts. */
export function isEvidenceId(text: unknown): text is EvidenceId {
  try {
    return parseEvidenceId(text) === text
  } catch {
    return false
  }
}

function format(values: readonly number[]): EvidenceId {
  let body = ''
  for (const value of values) body += alphabet[value]
  return `ev-${body}${checkOf(values)}` as EvidenceId
}

/** Two symbols; one changed symbol changes them, and so do two that were exchanged. */
function checkOf(values: readonly number[]): string {
  let check = 0
  for (const value of values) check = (check * 32 + value) % checkPrime
  return `${alphabet[check >> 5]}${alphabet[check & 31]}`
}

function malformed(): EvidenceError {
  return new EvidenceError('evidence_id_malformed', 'Not an evidence id')
}
