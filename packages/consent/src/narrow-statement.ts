import { epochSeconds } from '@fidecura/base'
import { ConsentError } from './errors.ts'
import { narrows } from './narrows.ts'
import { parseTerms } from './parse-terms.ts'
import type { StatementContent } from './sign-statement.ts'
import { decodeStatement, type Statement } from './statement.ts'
import type { Conditions, Terms } from './terms.ts'

/** What a narrower consent says of itself, and what it says otherwise than the one before. */
export interface NarrowStatementOptions
  extends Pick<StatementContent, 'id' | 'issuedAt'>,
    Partial<Pick<StatementContent, 'language' | 'channel' | 'assurance'>> {
  /** Default: those of the one before. */
  readonly terms?: Terms
  /** No later than before. */
  readonly validUntil?: StatementContent['validUntil']
}

/**
 * Writes a consent that allows less, or less long, than one that was given, and takes its place: show it by
 * `renderTerms`, sign it by `signStatement`, and hand it to the register. What it no longer allows ends
 * when the register receives it.
 *
 * @param statement - The token of the one before: the newest, if it was narrowed already.
 * @throws {@link ConsentError} `statement_not_narrower`; `token_malformed`, `terms_malformed`,
 *   `terms_too_large`.
 */
export function narrowStatement(
  statement: string,
  options: NarrowStatementOptions,
): StatementContent {
  const { content: before } = decodeStatement(statement)
  const terms =
    options.terms === undefined
      ? before.terms
      : parseTerms(JSON.parse(JSON.stringify(options.terms)))
  if (!narrows(terms, before.terms)) throw notNarrower()
  return narrower(before, terms, options)
}

/**
 * Writes a consent that leaves a part out of one that was given: nothing that these conditions match is
 * permitted any more. Sign it by `signStatement`, as with {@link narrowStatement}.
 *
 * @param without - As of a denial; without conditions it would be everything, which a withdrawal ends.
 * @throws {@link ConsentError} those of {@link narrowStatement}.
 */
export function withdrawInPart(
  statement: string,
  { without, ...options }: Omit<NarrowStatementOptions, 'terms'> & { readonly without: Conditions },
): StatementContent {
  const { content: before } = decodeStatement(statement)
  const { version, rule } = before.terms
  if (Object.keys(without).length === 0) throw notNarrower()
  // A denial beside permits wins over them, wherever they stand: narrower by how it is made, which
  // comparing the two trees might not see.
  const denial = { effect: 'deny', conditions: without, children: [] }
  const part = { version, rule: { ...rule, children: [...rule.children, denial] } }
  return narrower(before, parseTerms(JSON.parse(JSON.stringify(part))), options)
}

function narrower(
  before: Statement,
  terms: Terms,
  options: Omit<NarrowStatementOptions, 'terms'>,
): StatementContent {
  const { id, issuedAt, language = before.language, channel, assurance } = options
  const { validUntil = before.validUntil } = options
  if (before.kind !== 'consent' || validUntil > before.validUntil) throw notNarrower()
  const { kind, by, record, grantee, controller, source, register, issuer } = before
  return {
    ...{ id, kind, record, grantee, controller, register, terms, language, issuedAt, validUntil },
    validFrom: epochSeconds(Math.max(before.validFrom, issuedAt)),
    supersedes: { issuer, id: before.id },
    ...(by === undefined ? {} : { by }),
    ...(source === undefined ? {} : { source }),
    ...(channel === undefined ? {} : { channel }),
    ...(assurance === undefined ? {} : { assurance }),
  }
}

function notNarrower(): ConsentError {
  return new ConsentError('statement_not_narrower', 'Not a consent, or more than before')
}
