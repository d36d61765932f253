import type { Brand } from '@fidecura/base'
import { randomBytes } from '@fidecura/identity'
import { EvidenceError } from '../errors.ts'

/** Names what was deposited, all of its versions. Random: it tells nothing of what it names. */
export type EvidenceId = Brand<`ev-${string}`, 'EvidenceId'>

// Crockford's base32: no i, l, o, u, so that it can be read from paper and over a telephone.
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
// The largest prime that two symbols can count to: his own check needs symbols that shells and URLs know.
const checkPrime = 1021n
const idBytes = 16
const digits = 26

/** Makes one that nobody has. */
export function newEvidenceId(): EvidenceId {
  let value = 0n
  for (const byte of randomBytes(idBytes)) value = value * 256n + BigInt(byte)
  return format(value)
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
  const [body, check] = [plain.slice(0, digits), plain.slice(digits)]
  let value = 0n
  for (const symbol of body) {
    const digit = alphabet.indexOf(symbol)
    if (digit < 0) throw malformed()
    value = value * 32n + BigInt(digit)
  }
  const isWhole = body.length === digits && value < 2n ** BigInt(8 * idBytes)
  if (!isWhole || check !== checkOf(value)) throw malformed()
  return format(value)
}

/** Whether it is one in the spelling that counts. */
export function isEvidenceId(text: unknown): text is EvidenceId {
  try {
    return parseEvidenceId(text) === text
  } catch {
    return false
  }
}

function format(value: bigint): EvidenceId {
  let body = ''
  for (let rest = value; body.length < digits; rest /= 32n)
    body = alphabet[Number(rest % 32n)] + body
  return `ev-${body}${checkOf(value)}` as EvidenceId
}

/** Two symbols; one changed symbol changes them, and so do two that were exchanged. */
function checkOf(value: bigint): string {
  const check = Number(value % checkPrime)
  return `${alphabet[check >> 5]}${alphabet[check & 31]}`
}

function malformed(): EvidenceError {
  return new EvidenceError('evidence_id_malformed', 'Not an evidence id')
}
