import type { EpochSeconds } from '@fidecura/base'
import { digestOf, type ProvenTime, proveTime } from '@fidecura/identity'
import { malformed } from './token-shape.ts'

// Each of eight agreements with a chain of its own, and nothing nearly as many.
const maxPieces = 512
const maxDepth = 4

/**
 * A digest of a token and of everything that is shown with it, such as an identity and its chain. A
 * register's word and receipts bind it, so they prove of each piece that it existed by then.
 *
 * Nothing depends on the order or the names of the pieces. Of an SD-JWT its first part counts, for what is
 * disclosed beside it is the holder's choice. Two tokens with the same evidence have two digests, by
 * which nobody sees that they are of one person.
 *
 * @param evidence - Plain JSON, as it goes beside the token; its texts are the pieces.
 * @returns Unpadded base64url of a SHA-256.
 * @throws {@link ConsentError} `token_malformed`: not evidence, or more of it than there ever is.
 */
export async function evidenceDigestOf(token: string, evidence: object): Promise<string> {
  const digests: string[] = []
  for (const piece of piecesOf(evidence)) digests.push(await digestOf(piece))
  // By code units, so everywhere alike.
  return digestOf(JSON.stringify([await digestOf(token), ...digests.toSorted()]))
}

/** By whose word a token, and what was shown with it, existed. */
export interface ShownBy {
  /** {@link evidenceDigestOf} what was shown then; undefined: nobody says. */
  readonly shown: string | undefined
  readonly at: EpochSeconds
  readonly now: EpochSeconds
}

/**
 * That a token existed by then and, if it is what was shown with it, all of its evidence. What was
 * exchanged since proves nothing of the rest either: it could be of any time.
 */
export async function proveShown(
  token: string,
  evidence: object,
  { shown, at, now }: ShownBy,
): Promise<readonly ProvenTime[]> {
  const isAsShown = shown !== undefined && shown === (await evidenceDigestOf(token, evidence))
  const proven: ProvenTime[] = []
  for (const text of isAsShown ? [token, ...piecesOf(evidence)] : [token]) {
    proven.push(await proveTime(text, { proof: '', verify: async () => at, now }))
  }
  return proven
}

function piecesOf(evidence: object): ReadonlySet<string> {
  const pieces = new Set<string>()
  collect(evidence, 0, pieces)
  return pieces
}

function collect(value: unknown, depth: number, pieces: Set<string>): void {
  if (value === undefined) return
  if (typeof value === 'string') {
    // A document may hold that character anywhere.
    pieces.add(value.startsWith('{') ? value : (value.split('~', 1)[0] as string))
    if (pieces.size > maxPieces) throw malformed('/evidence')
    return
  }
  if (typeof value !== 'object' || value === null || depth > maxDepth) throw malformed('/evidence')
  for (const inner of Object.values(value)) collect(inner, depth + 1, pieces)
}
