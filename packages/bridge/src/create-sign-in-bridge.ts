import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  allowLoopbackHttp,
  assertAllowedUrl,
  assertOptions,
  type Clock,
  type Fetch,
} from '@fidecura/base'
import { createGuardedFetch } from '@fidecura/base/node'
import type { Verifier } from '@fidecura/credentials'
import { randomBytes, type Signer } from '@fidecura/identity'
import type { OpenIdVerifier } from '@fidecura/openid/verifier'
import type { Documents } from '@fidecura/store'
import { createAccounts } from './accounts.ts'
import { createProvider } from './create-provider.ts'
import { BridgeError } from './errors.ts'
import { assumeIssuer, dropSession } from './held-request.ts'
import { idTokenKeyOf } from './id-token-key.ts'
import { answerBrowser, type InteractionTerms } from './interactions.ts'
import { fingerprintsOf, holdToKeys } from './kept-keys.ts'
import { logOut } from './log-out.ts'
import { clientsOf, type Platform } from './platforms.ts'
import { codeOf, statusOf } from './refusal-of.ts'
import { secretsOf } from './secrets.ts'
import type { WriteDownSignIn } from './sign-in-event.ts'
import { type Page, problemPage, styleSheet } from './sign-in-page.ts'
import { createSignIns } from './sign-ins.ts'
import { routeOf, type SigningInCall } from './signing-in-call.ts'
import { type SweptSignIns, sweepSignIns } from './sweep-sign-ins.ts'
import { sendWebResponse, webRequestOf } from './web-request.ts'

/** For development: which origins may be plain http. */
interface LoopbackDoor {
  readonly [allowLoopbackHttp]?: readonly string[]
}

/** As whom to sign people in, for whom, and by whom to judge what they show. */
export interface SignInBridgeOptions extends LoopbackDoor {
  /** Where platforms find it: https, and nothing behind the host. */
  readonly issuer: string
  readonly platforms: readonly Platform[]
  /** Signs ID tokens. ES256. */
  readonly signer: Signer
  /** Judges what is shown, and again while somebody is signed in: its status must be young for that. */
  readonly verifier: Verifier
  /** Asks wallets; made with the same verifier, and with `<issuer>/wallet` as its `baseUrl`. */
  readonly openid: OpenIdVerifier
  readonly documents: Documents
  /** 32 random bytes, kept as keys are: cookies, and the places of people in the store. */
  readonly secret: Uint8Array
  /** Writes down what becomes of sign-ins. Default: nothing. */
  readonly audited?: WriteDownSignIn
  /** Accreditations that lead from a root to the issuers. Default: none. */
  readonly chain?: () => readonly string[]
  readonly clock: Clock
  /** Reaches platforms that are to be told that a sign-in has ended. Default: public addresses alone. */
  readonly fetch?: Fetch
  /** How long somebody stays signed in at most. Default 3600, at most 28,800. */
  readonly signInSeconds?: number
  /** How long nobody may be able to say whether a credential holds, before the sign-in ends. Default 60. */
  readonly unknownSeconds?: number
  /** What opens a wallet: its scheme, or the address of an app, whose query gets the request. Default: `openid4vp://`. */
  readonly walletUrl?: string
}

/** An OpenID provider whose log-in is a wallet. */
export interface SignInBridge {
  /** For `createServer` of `node:http`, behind what ends TLS. */
  readonly listener: (
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    call?: SigningInCall,
  ) => void
  /**
   * Verifies again what those showed who are signed in, ends what does not hold, and tells their platforms. Call it
   * every 15 seconds, with status that is at most 30 seconds old: so a suspension is everywhere within 60.
   */
  sweep(): Promise<SweptSignIns>
  /**
   * Whether its key signs, and both keys are those of the store.
   *
   * @throws BridgeError `bridge_keys_differ`; those of the key and of the store.
   */
  check(options?: { readonly signal?: AbortSignal }): Promise<void>
}

/**
 * Makes an OpenID provider whose log-in is the presentation of a wallet: PKCE, `sub` of its own for each platform,
 * and no single sign-on, for each platform is shown in the wallet before it learns anything.
 *
 * @throws BridgeError `bridge_options_invalid`; `bridge_keys_differ`: another process has signed people in with others.
 * @see OpenID Connect Core 1.0, Back-Channel Logout 1.0, OpenID4VP 1.0
 */
export async function createSignInBridge(options: SignInBridgeOptions): Promise<SignInBridge> {
  assertOptions(options, [
    'issuer',
    'platforms',
    'signer',
    'verifier',
    'openid',
    'documents',
    'secret',
    'clock',
  ])
  const door = loopbackDoorOf(options)
  const { documents, clock, verifier, openid, chain = () => [], walletUrl } = options
  const { audited = () => documents } = options
  const { signInSeconds = 3600, unknownSeconds = 60, fetch = createGuardedFetch(door) } = options
  const issuer = issuerOf(options.issuer, door)
  if (!(signInSeconds > 0 && signInSeconds <= 28_800)) throw invalid('signInSeconds')
  const secrets = secretsOf(options.secret)
  const accounts = createAccounts(documents, secrets, clock)
  const signIns = createSignIns(documents, secrets, clock, signInSeconds)
  const clients = clientsOf(options.platforms, door)
  const key = await idTokenKeyOf(options.signer)
  const fingerprints = await fingerprintsOf(options.signer.publicKey, options.secret)
  await holdToKeys(documents, fingerprints, clock())
  const notes = new WeakMap<IncomingMessage, NonNullable<SigningInCall['note']>>()
  const common = { issuer, accounts, signIns, documents, secrets, clock }
  const provider = createProvider({ ...common, clients, key, signInSeconds })
  const terms: InteractionTerms = {
    ...{ issuer, provider, openid, accounts, signIns, chain, clock, audited, walletUrl },
  }
  const callback = provider.callback()
  const noteOf = (incoming: IncomingMessage, code: string): void => {
    const note = notes.get(incoming)
    if (note !== undefined) note.code = /^[a-z_]{1,64}$/.test(code) ? code : 'server_error'
  }
  for (const name of refusals) {
    provider.on(name as 'server_error', ({ req }, error) => noteOf(req, codeOf(error)))
  }
  async function answer(
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    call: SigningInCall,
  ): Promise<void> {
    assumeIssuer(incoming, issuer)
    const { pathname } = new URL(incoming.url ?? '/', issuer)
    if (call.note !== undefined) call.note.route = routeOf(pathname)
    if (pathname.startsWith('/wallet/')) {
      return sendWebResponse(await openid.handle(webRequestOf(incoming, issuer)), outgoing)
    }
    if (pathname === '/sign-in.css') return send(sheet, outgoing)
    if (pathname.startsWith('/interaction/')) {
      const page = await answerBrowser(incoming, outgoing, terms, call)
      return page === undefined ? undefined : send(page, outgoing)
    }
    // At every address, for the provider takes `/AUTH` for `/auth`, and a session of before would stand in the way of the next.
    dropSession(incoming)
    await callback(incoming, outgoing)
  }

  return Object.freeze<SignInBridge>({
    listener(incoming, outgoing, call = {}) {
      if (call.note !== undefined) notes.set(incoming, call.note)
      answer(incoming, outgoing, call).catch((error: unknown) => {
        noteOf(incoming, codeOf(error))
        if (outgoing.headersSent) return void outgoing.destroy()
        send(problemPage(incoming, codeOf(error), statusOf(error)), outgoing)
      })
    },
    async check({ signal } = {}) {
      // No key signs this for anything: it is no token, and nobody keeps it.
      const probe = new Uint8Array([0, ...randomBytes(32)])
      await options.signer.sign(probe, signal === undefined ? {} : { signal })
      await holdToKeys(documents, fingerprints, clock())
    },
    sweep: () =>
      sweepSignIns({
        ...{ signIns, verifier, chain, unknownSeconds, audited },
        isPlatform: (id) => options.platforms.some((platform) => platform.id === id),
        tell: ({ id, platform }) => logOut(provider, { account: id, platform }, fetch),
      }),
  })
}

/** How the provider tells what it has refused. */
const refusals = ['authorization.error', 'grant.error', 'userinfo.error', 'server_error']

const sheet: Page = {
  status: 200,
  headers: { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'max-age=3600' },
  body: styleSheet,
}

function send({ status, headers, body }: Page, outgoing: ServerResponse): void {
  outgoing.writeHead(status, headers)
  outgoing.end(body)
}

function issuerOf(text: string, door: LoopbackDoor): string {
  try {
    assertAllowedUrl(text, door)
    if (new URL(text).origin === text) return text
  } catch (error) {
    throw invalid('issuer', error)
  }
  throw invalid('issuer')
}

function loopbackDoorOf({ [allowLoopbackHttp]: origins }: LoopbackDoor): LoopbackDoor {
  return origins === undefined ? {} : { [allowLoopbackHttp]: origins }
}

function invalid(place: string, cause?: unknown): BridgeError {
  return new BridgeError('bridge_options_invalid', 'Not an option that can be', { place, cause })
}
