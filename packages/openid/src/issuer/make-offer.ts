import { type EpochSeconds, epochSeconds } from '@fidecura/base'
import { digestOf, randomBytes } from '@fidecura/identity'
import { type CredentialOffer, offerLinkOf, writeCredentialOffer } from '../vci/credential-offer.ts'
import { answer, answerEmpty } from './answers.ts'
import type { OfferState } from './grants.ts'
import { endpointOf, type IssuerContext } from './issuer-context.ts'
import { invalid } from './issuer-options.ts'

/** What to offer, and to whom. */
export interface OfferOptions {
  /** Ids of credentials. */
  readonly credentials: readonly string[]
  /** Whom it is for: a row of yours, and no name or number of a person. `contentsOf` gets it back. */
  readonly reference: string
  /**
   * `pre_authorized`, the default: whoever has the link and the transaction code has the credentials.
   * `authorization_code`: whoever has the link is asked to sign in.
   */
  readonly grant?: 'pre_authorized' | 'authorization_code'
  /**
   * Digits of a code that you tell the person another way than the link. Default 6. `none`: whoever sees the
   * link first has the credentials; for a screen that one person looks at, in front of you.
   */
  readonly transactionCode?: 4 | 5 | 6 | 7 | 8 | 'none'
  /** Where the person finds that code, in their language. At most 300 characters. */
  readonly transactionCodeHint?: string
  /** How long it may be accepted. From 30 to 86,400. Default 600. */
  readonly seconds?: number
}

/** An offer that was made. */
export interface MadeOffer {
  /** For a QR code or a button: carries where the offer is, and nothing of what it says. */
  readonly link: string
  /** The same with the offer in it, for wallets that fetch none. */
  readonly linkByValue: string
  /** To be told another way than the link; three tries. */
  readonly transactionCode: string | undefined
  readonly expiresAt: EpochSeconds
}

/**
 * Offers credentials to somebody. OpenID4VCI 1.0 §4.
 *
 * @throws OpenIdError `openid_options_invalid`; `openid_store_failed` (unknown).
 */
export async function makeOffer(wanted: OfferOptions, context: IssuerContext): Promise<MadeOffer> {
  const { options, grants } = context
  const { credentials: configurations, reference, grant = 'pre_authorized', seconds = 600 } = wanted
  assertOfferable(wanted, context)
  const isDirect = grant === 'pre_authorized'
  const { transactionCode: digits = 6 } = wanted
  const transactionCode = isDirect && digits !== 'none' ? drawDigits(digits) : undefined
  const state: OfferState = {
    configurations,
    grant,
    digits: transactionCode?.length ?? null,
    hint: wanted.transactionCodeHint ?? null,
  }
  const id = await grants.draw('offer', state, seconds)
  const expiresAt = epochSeconds(options.clock() + seconds)
  const code = await codeOf(id)
  if (isDirect) {
    const transaction =
      transactionCode === undefined ? null : await transactionDigest(code, transactionCode)
    const granted = { reference, configurations, token: null, transaction, tries: 0 }
    await grants.keep('pre_authorized', code, granted, expiresAt)
  } else {
    await grants.keep('issuer_state', code, { reference, configurations }, expiresAt)
  }
  return Object.freeze({
    link: offerLinkOf({ url: endpointOf(context, `offers/${id}`) }),
    linkByValue: offerLinkOf({ offer: await offerOf(id, state, options.url) }),
    transactionCode,
    expiresAt,
  })
}

/** One way: who reads the store, where the offer lies under a digest of its id, finds no code in it. */
async function codeOf(id: string): Promise<string> {
  return await digestOf(JSON.stringify(['code of an offer', id]))
}

async function offerOf(
  id: string,
  { configurations, grant, digits, hint }: OfferState,
  credentialIssuer: string,
): Promise<CredentialOffer> {
  const code = await codeOf(id)
  const description = hint ?? undefined
  const length = digits ?? undefined
  const format = { inputMode: 'numeric', length, description } as const
  const transactionCode = digits === null ? undefined : format
  const authorizationServer = undefined
  const isDirect = grant === 'pre_authorized'
  return {
    credentialIssuer,
    configurations,
    preAuthorized: isDirect ? { code, authorizationServer, transactionCode } : undefined,
    authorizationCode: isDirect ? undefined : { issuerState: code, authorizationServer },
  }
}

function assertOfferable(wanted: OfferOptions, { options }: IssuerContext): void {
  const { credentials, reference, seconds = 600, transactionCodeHint = '' } = wanted
  const isKnown = credentials.every((id) => options.byId.has(id))
  const isOnce = new Set(credentials).size === credentials.length
  if (credentials.length === 0 || !isKnown || !isOnce) throw invalid('credentials')
  if (reference === '' || reference.length > 1000) throw invalid('reference')
  if (!(seconds >= 30 && seconds <= 86_400)) throw invalid('seconds')
  if (transactionCodeHint.length > 300) throw invalid('transactionCodeHint')
  const { transactionCode = 6 } = wanted
  if (transactionCode !== 'none' && ![4, 5, 6, 7, 8].includes(transactionCode)) {
    throw invalid('transactionCode')
  }
  if (wanted.grant === 'authorization_code' && options.authorization === undefined) {
    throw invalid('grant')
  }
}

/** Of both together: a few digits alone could be guessed by whoever reads the store. */
export async function transactionDigest(code: string, transactionCode: string): Promise<string> {
  return await digestOf(JSON.stringify([code, transactionCode]))
}

function drawDigits(count: number): string {
  let digits = ''
  while (digits.length < count) {
    // From 250 on the digits would not be equally likely.
    for (const byte of randomBytes(16)) if (byte < 250) digits += byte % 10
  }
  return digits.slice(0, count)
}

/** The offer that a link refers to, for as long as it may be accepted. */
export async function answerOffer(id: string, context: IssuerContext): Promise<Response> {
  const found = await context.grants.find('offer', id)
  if (found === undefined) return answerEmpty(404)
  return answer(200, writeCredentialOffer(await offerOf(id, found.state, context.options.url)))
}
