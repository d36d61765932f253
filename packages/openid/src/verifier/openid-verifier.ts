import type { EpochSeconds } from '@fidecura/base'
import type {
  PresentationReport,
  VerifiedCredential,
  VerifiedPresentation,
} from '@fidecura/credentials'
import type { DcqlQuery } from '../dcql/dcql-query.ts'
import type { AnsweredTransaction, TransactionData } from '../vp/transaction-data.ts'

/** Asks wallets for presentations, and judges what they answer. OpenID4VP 1.0. */
export interface OpenIdVerifier {
  /**
   * Asks for credentials.
   *
   * @throws OpenIdError `openid_query_malformed`, `openid_options_invalid`, `openid_store_failed` (unknown);
   *   `openid_message_malformed`: a `walletUrl` or `returnTo` that is not one.
   */
  ask(query: DcqlQuery, options: AskOptions): Promise<AskedRequest>
  /**
   * Answers wallets, for every request below `baseUrl`. Never rejects; 404 for what is not there.
   */
  handle(request: Request): Promise<Response>
  /**
   * Takes the answer out, once. Only now it is verified for whoever acts on it, by the status of now.
   *
   * @param session - What `ask` returned, from the cookie of whoever asked.
   * @throws OpenIdError `openid_session_unknown`, `openid_response_code_wrong`; those of `matchAnswer`;
   *   `openid_store_failed` (unknown); CredentialError as `verifyPresentation`, after which the session is over if the
   *   outcome is `failed`. After `unknown`, ask again.
   */
  collect(session: string, options?: CollectOptions): Promise<CollectedAnswer>
}

/** What to ask beside the credentials, and where the person is. */
export type AskOptions = CommonAskOptions & (AskSameDevice | AskOtherDevice)

interface CommonAskOptions {
  /** What they are to agree to with the same signature. At most 8. */
  readonly transactionData?: readonly TransactionData[]
  /** Accreditations that lead from a root to the issuers, as for `verifyPresentation`. */
  readonly chain?: readonly string[]
  /** Whether `collect` hands out every check: of an answer that was refused, which is then kept, too. Default: no. */
  readonly explain?: boolean
  /**
   * What opens the wallet: its scheme, or the https address of an app, whose query the request is added to. Default:
   * `openid4vp://`.
   */
  readonly walletUrl?: string
}

/** The wallet is in the same device, and sends the person back. */
export interface AskSameDevice {
  readonly device: 'same'
  /** A page of whoever asks; `response_code` is added to its query. https. */
  readonly returnTo: string
}

/**
 * The wallet is in another device, and reads a code that is shown. Whoever gets somebody to read a code of
 * theirs gets their answer: what this shows says who holds the credential, and never that they sit here.
 */
export interface AskOtherDevice {
  readonly device: 'other'
}

/** What goes where. */
export interface AskedRequest {
  /** For a cookie (HttpOnly, Secure, SameSite=Lax) of the browser that is to have the answer: a secret. */
  readonly session: string
  /** For the wallet: a link, or what a QR code says. */
  readonly link: string
  readonly expiresAt: EpochSeconds
}

/** What came back with the person. */
export interface CollectOptions {
  /** `response_code` of the page that the wallet returned to. Needed if the device is the same. */
  readonly responseCode?: string | undefined
}

/** What has become of a request. */
export type CollectedAnswer = WaitingAnswer | DeclinedAnswer | PresentedAnswer

/** No answer yet that holds. */
export interface WaitingAnswer {
  readonly kind: 'waiting'
  readonly until: EpochSeconds
  /** Why the last answer was refused, as a code: the wallet may try again. */
  readonly refused: string | undefined
  /**
   * Every check of that answer, made anew, where the request was made with `explain`. Undefined also if it was not
   * what had been asked for. Personal data, and nothing to act on.
   */
  readonly report: PresentationReport | undefined
}

/** The wallet said no. */
export interface DeclinedAnswer {
  readonly kind: 'declined'
  /** A code of the standard, such as `access_denied`; `other`: one of its own. */
  readonly reason: string
}

/** Verified: what was asked for, and nothing else. */
export interface PresentedAnswer {
  readonly kind: 'presented'
  readonly presentation: VerifiedPresentation
  /** Which of its credentials answer which query, by the id of the query. */
  readonly byQuery: Readonly<Record<string, readonly VerifiedCredential[]>>
  /**
   * The same credentials in the same order as they were shown, without the holder's signature: what is to be verified
   * again later, while somebody is signed in by them. Personal data.
   */
  readonly tokensByQuery: Readonly<Record<string, readonly string[]>>
  /** What the holder agreed to: all that they were asked to. */
  readonly transactions: readonly AnsweredTransaction[]
  /** Every check of it, where the request was made with `explain`: to be shown. What is acted on is `presentation`. */
  readonly report?: PresentationReport | undefined
}
