import { EvidenceError } from '../errors.ts'
import { type Hash, hashBytes } from '../merkle/hash.ts'
import { decodeBase64, encodeBase64 } from '../note/base64.ts'
import { parseDecimal } from '../note/decimal.ts'

/** What a log asks of a witness. */
export interface AddCheckpoint {
  /** Leaves of the tree that the witness signed last, as the log thinks; 0 for none. */
  readonly older: number
  readonly proof: readonly Hash[]
  /** The note, word for word. */
  readonly checkpoint: string
}

/** Hashes that one request may carry. C2SP tlog-witness. */
const maxProofLines = 63

/** C2SP tlog-witness: the body of a request. */
export function formatAddCheckpoint({ older, proof, checkpoint }: AddCheckpoint): string {
  const lines = proof.map((hash) => `${encodeBase64(hash)}\n`).join('')
  return `old ${older}\n${lines}\n${checkpoint}`
}

/**
 * The inverse of {@link formatAddCheckpoint}.
 *
 * @throws {@link EvidenceError} `witness_request_malformed`.
 */
export function parseAddCheckpoint(body: string): AddCheckpoint {
  const end = body.indexOf('\n\n')
  // One line for the size, and 45 characters for each hash: more is not looked at.
  if (end < 0 || end > 32 + maxProofLines * 45) throw malformed()
  const [first = '', ...lines] = body.slice(0, end).split('\n')
  const older = first.startsWith('old ') ? parseDecimal(first.slice(4)) : undefined
  if (older === undefined || lines.length > maxProofLines) throw malformed()
  return { older, proof: lines.map(readHash), checkpoint: body.slice(end + 2) }
}

function readHash(line: string): Hash {
  let hash: Hash
  try {
    hash = decodeBase64(line)
  } catch {
    throw malformed()
  }
  if (hash.length !== hashBytes) throw malformed()
  return hash
}

function malformed(): EvidenceError {
  return new EvidenceError('witness_request_malformed', 'Not a request to a witness')
}
