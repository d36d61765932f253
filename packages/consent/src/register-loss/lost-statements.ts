import { epochSeconds } from '@fidecura/base'
import { digestOf } from '@fidecura/identity'
import { maxNamed, type RegisterWord, type WordEntry } from '../register-word.ts'
import { decodeStatement, type Statement } from '../statement.ts'
import type { RegisteredStatement } from '../statement-set.ts'
import type { Terms } from '../terms.ts'
import { malformed } from '../token-shape.ts'
import type { DatedStatement } from '../withheld.ts'

/**
 * Adds what this client knows from before its register lost it. Of a statement that is gone a word tells the name
 * and not the content, so it may have forbidden anything to anybody, until it is registered again, somebody shows
 * it, or the patient consents anew. A consent whose withdrawal is gone stays withdrawn; what forbids and was taken
 * back forbids again.
 *
 * @param named - In the order of `word`.
 * @param before - Words from before losses that were accepted.
 * @param shown - By digest, what was lost and somebody kept: it permits nothing, and denies what it denied.
 */
export function withLost(
  named: readonly DatedStatement[],
  word: RegisterWord,
  before: readonly RegisterWord[],
  shown: ReadonlyMap<string, Statement>,
): readonly DatedStatement[] {
  const known = before.flatMap(({ statements }) => statements)
  if (known.length === 0) return named
  const present = new Set(word.statements.map(({ digest }) => digest))
  const gone = new Map(
    known.filter(({ digest }) => !present.has(digest)).map((entry) => [entry.digest, entry]),
  )
  const lost = [...gone.values()].sort((a, b) => a.sequence - b.sequence)
  return [
    ...named.map((each, n) => withdrawnBefore(each, word.statements[n]?.digest, known)),
    ...lost.map((entry, n) => {
      const sequence = placeOf(entry, word) + (n + 1) / (lost.length + 1)
      return lostStatement(entry, sequence, word, shown.get(entry.digest))
    }),
  ]
}

function withdrawnBefore(
  each: DatedStatement,
  digest: string | undefined,
  known: readonly WordEntry[],
): DatedStatement {
  const { registered } = each
  if (registered.kind !== 'consent') return each
  const instants = known
    .filter((entry) => entry.digest === digest)
    .map(({ withdrawnAt = Infinity }) => withdrawnAt)
  const first = Math.min(...instants)
  if (!(first < (registered.withdrawnAt ?? Infinity))) return each
  const { endedBySigner: _, replacedBy: _successor, ...others } = registered
  return { ...each, registered: { ...others, withdrawnAt: epochSeconds(first) } }
}

/** Newer than what was there, and older than whatever came in since: the register gives its number to others. */
function placeOf({ registeredAt }: WordEntry, { statements }: RegisterWord): number {
  return statements.findLast((entry) => entry.registeredAt <= registeredAt)?.sequence ?? 0
}

function lostStatement(
  { issuer, id, registeredAt, withdrawnAt }: WordEntry,
  sequence: number,
  { issuer: register }: RegisterWord,
  shown: Statement | undefined,
): DatedStatement {
  const named = { sequence, registeredAt, id, issuer }
  if (shown !== undefined) {
    const { kind, issuedAt, grantee, controller, terms, validFrom, validUntil, by } = shown
    const said = { kind, grantee, controller: controller.did, terms, validFrom, validUntil }
    // Its end is believed where it denies alone.
    const ended = kind === 'consent' ? withdrawnAt : undefined
    const place = by === undefined ? {} : { by }
    const force = { defeated: true as const, withdrawnAt: ended, ...place }
    return { statement: { kind, issuedAt }, registered: { ...named, ...said, ...force } }
  }
  const registered: RegisteredStatement = {
    ...named,
    withdrawnAt: undefined,
    lost: true,
    kind: 'restriction',
    grantee: { did: register, name: register },
    controller: register,
    terms: denial,
    validFrom: registeredAt,
    validUntil: endOfTime,
  }
  // When it was signed is not known, but for that it had come in by then.
  return { statement: { kind: 'restriction', issuedAt: epochSeconds(0) }, registered }
}

/** 9999-12-31T23:59:59Z. */
const endOfTime = epochSeconds(253_402_300_799)

const denial: Terms = {
  version: 'urn:fidecura:terms:1',
  rule: { effect: 'deny', conditions: {}, children: [] },
}

/**
 * Reads what somebody kept. Which of it was lost the digests tell, which the register signed when it had it.
 *
 * @throws ConsentError `token_malformed`; those of `decodeJws`.
 */
export async function keptByDigest(
  tokens: readonly string[],
): Promise<ReadonlyMap<string, Statement>> {
  const found = new Map<string, Statement>()
  if (tokens.length > maxNamed) throw malformed('/lost')
  for (const token of tokens) {
    const { content } = decodeStatement(token)
    found.set(await digestOf(token), content)
  }
  return found
}
