import { CodedError, canonicalizeJson, decodeUtf8 } from '@fidecura/base'
import { type Terms, type VerifiedStatement, verifyStatement } from '@fidecura/consent'
import { type ConsentRequestContent, verifyAnswer } from '@fidecura/consent/request'
import type { PresentedAnswer } from '@fidecura/openid/verifier'
import type { AskedConsent, ConsentTerms } from './ask-for-consent.ts'
import { PortalError } from './portal-error.ts'
import type { SignedIn } from './sign-in.ts'

/** What the patient said. */
export type ConsentOutcome =
  | { readonly kind: 'agreed' | 'narrowed'; readonly statement: VerifiedStatement }
  | { readonly kind: 'declined' }
  /** What came is not an agreement of this person to this request. */
  | { readonly kind: 'refused'; readonly code: string }

/**
 * Takes the answer out, once it is there.
 *
 * @param responseCode - Where the wallet is in this device: what it sent the person back with.
 * @returns Undefined: none has come yet.
 * @throws Coded errors of outcome `unknown`: ask again.
 */
export async function outcomeOf(
  asked: AskedConsent,
  responseCode: string | undefined,
  person: SignedIn,
  terms: ConsentTerms,
): Promise<ConsentOutcome | undefined> {
  try {
    const answer = await terms.openid.collect(asked.session, { responseCode })
    if (answer.kind === 'waiting') return undefined
    if (answer.kind === 'declined') return { kind: 'declined' }
    const statement = await statementIn(answer, asked, terms)
    assertSamePerson(statement, person)
    return { kind: isAllOf(statement, asked.content) ? 'agreed' : 'narrowed', statement }
  } catch (error) {
    if (!CodedError.is(error) || error.outcome === 'unknown') throw error
    // Anybody can send this browser here with a code of their own: what was asked waits on.
    if (error.code === 'openid_response_code_wrong') throw error
    return { kind: 'refused', code: error.code }
  }
}

/** The signed consent that came beside the presentation: by that patient, in answer to that request. */
async function statementIn(
  { transactions, tokensByQuery }: PresentedAnswer,
  { token }: AskedConsent,
  { verifier }: ConsentTerms,
): Promise<VerifiedStatement> {
  const [identity = ''] = tokensByQuery['patient'] ?? []
  const signed = transactions[0]?.answer
  if (signed === undefined) throw new PortalError('consent_missing', 'Nothing was signed')
  // By the identity that was shown just now: so it is of whoever holds that key, too.
  const statement = await verifyStatement(signed, { verifier, evidence: { identity } })
  await verifyAnswer(statement, token, { verifier })
  return statement
}

function assertSamePerson({ record }: VerifiedStatement, { claims }: SignedIn): void {
  const { patient } = claims as { readonly patient?: { readonly record?: typeof record } }
  const own = patient?.record
  if (own?.system !== record.system || own.value !== record.value) {
    throw new PortalError('consent_of_another', 'Not of who is signed in')
  }
}

/** That it allows no more, `verifyAnswer` has seen. */
function isAllOf(
  { terms, validFrom, validUntil }: VerifiedStatement,
  asked: ConsentRequestContent,
) {
  const plain = (value: Terms): string =>
    decodeUtf8(canonicalizeJson(JSON.parse(JSON.stringify(value))))
  const isWhole = validFrom === asked.validFrom && validUntil === asked.validUntil
  return isWhole && plain(terms) === plain(asked.terms)
}
