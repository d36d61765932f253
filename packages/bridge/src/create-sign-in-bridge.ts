import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  allowLoopbackHttp,
  assertAllowedUrl,
  assertOptions,
  type Clock,
  CodedError,
  type Fetch,
} from '@fidecura/base'
import { createGuardedFetch } from '@fidecura/base/node'
import type { Verifier } from '@fidecura/credentials'
import type { Signer } from '@fidecura/identity'
import type { OpenIdVerifier } from '@fidecura/openid/verifier'
import type { Documents } from '@fidecura/store'
import { createAccounts } from './accounts.ts'
import { createProvider } from './create-provider.ts'
import { BridgeError } from './errors.ts'
import { idTokenKeyOf } from './id-token-key.ts'
import { answerBrowser, type InteractionTerms } from './interactions.ts'
import { clientsOf, type Platform } from './platforms.ts'
import { secretsOf } from './secrets.ts'
import { type Page, problemPage, styleSheet } from './sign-in-page.ts'
import { createSignIns } from './sign-ins.ts'
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
  readonly listener: (incoming: IncomingMessage, outgoing: ServerResponse) => void
  /**
   * Verifies again what those showed who are signed in, ends what does not hold, and tells their platforms. Call it
   * every 15 seconds, with status that is at most 30 seconds old: so a suspension is everywhere within 60.
   */
  sweep(): Promise<SweptSignIns>
}

/**
 * Makes an OpenID provider whose log-in is the presentation of a wallet: PKCE, `sub` of its own for each platform,
 * and no single sign-on, for each platform is shown in the wallet before it learns anything.
 *
 * @throws BridgeError `bridge_options_invalid`.
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
  const { signInSeconds = 3600, unknownSeconds = 60, fetch = createGuardedFetch(door) } = options
  const issuer = issuerOf(options.issuer, door)
  if (!(signInSeconds > 0 && signInSeconds <= 28_800)) throw invalid('signInSeconds')
  const secrets = secretsOf(options.secret)
  const accounts = createAccounts(documents, secrets, clock)
  const signIns = createSignIns(documents, secrets, clock, signInSeconds)
  const clients = clientsOf(options.platforms, door)
  const key = await idTokenKeyOf(options.signer)
  const common = { issuer, accounts, signIns, documents, secrets, clock, fetch }
  const provider = createProvider({ ...common, clients, key, signInSeconds })
  const terms: InteractionTerms = { issuer, provider, openid, accounts, signIns, chain, walletUrl }
  const callback = provider.callback()
  const told = new Set(
    options.platforms.flatMap(({ id, backchannelLogoutUri }) =>
      backchannelLogoutUri === undefined ? [] : [id],
    ),
  )

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    assumeIssuer(incoming, issuer)
    const { pathname } = new URL(incoming.url ?? '/', issuer)
    if (pathname.startsWith('/wallet/')) {
      return sendWebResponse(await openid.handle(webRequestOf(incoming, issuer)), outgoing)
    }
    if (pathname === '/sign-in.css') return send(sheet, outgoing)
    if (pathname.startsWith('/interaction/')) {
      const page = await answerBrowser(incoming, outgoing, terms)
      return page === undefined ? undefined : send(page, outgoing)
    }
    // Each platform has the wallet asked anew: nobody is signed in by what was shown before. At every address,
    // for the provider takes `/AUTH` for `/auth`, and a session of before would stand in the way of the next.
    dropSession(incoming)
    await callback(incoming, outgoing)
  }

  return Object.freeze<SignInBridge>({
    listener(incoming, outgoing) {
      answer(incoming, outgoing).catch((error: unknown) => {
        if (outgoing.headersSent) return void outgoing.destroy()
        const isUnknown = CodedError.is(error) && error.outcome === 'unknown'
        send(problemPage(incoming, codeOf(error), isUnknown ? 503 : 400), outgoing)
      })
    },
    sweep: () =>
      sweepSignIns({
        ...{ signIns, verifier, chain, unknownSeconds },
        async tell({ id, platform }) {
          if (!told.has(platform)) return
          const client = (await provider.Client.find(platform)) as LoggingOut | undefined
          // By `sub` alone: what ends for a person at a platform ends in each of their browsers.
          await client?.backchannelLogout(id, '')
        },
      }),
  })
}

/** A client as the provider has it, beyond what its types say. */
interface LoggingOut {
  backchannelLogout(account: string, session: string): Promise<void>
}

const sheet: Page = {
  status: 200,
  headers: { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'max-age=3600' },
  body: styleSheet,
}

function send({ status, headers, body }: Page, outgoing: ServerResponse): void {
  outgoing.writeHead(status, headers)
  outgoing.end(body)
}

/** Where it is stands in its options: nobody moves its endpoints by a header. */
function assumeIssuer(incoming: IncomingMessage, issuer: string): void {
  const { host, protocol } = new URL(issuer)
  for (const name of Object.keys(incoming.headers)) {
    if (name.startsWith('x-forwarded-') || name === 'forwarded') delete incoming.headers[name]
  }
  incoming.headers.host = host
  incoming.headers['x-forwarded-proto'] = protocol.slice(0, -1)
}

function dropSession(incoming: IncomingMessage): void {
  const cookies = (incoming.headers.cookie ?? '').split(/; */)
  const others = cookies.filter((cookie) => !/^_session(?:\.\w+)*=/.test(cookie.trim()))
  incoming.headers.cookie = others.join('; ')
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

/** Ours, or one of the provider's, which are of the standards. */
function codeOf(error: unknown): string {
  if (CodedError.is(error)) return error.code
  const { error: code } = (error ?? {}) as { readonly error?: unknown }
  return typeof code === 'string' ? code : 'server_error'
}

function loopbackDoorOf({ [allowLoopbackHttp]: origins }: LoopbackDoor): LoopbackDoor {
  return origins === undefined ? {} : { [allowLoopbackHttp]: origins }
}

function invalid(place: string, cause?: unknown): BridgeError {
  return new BridgeError('bridge_options_invalid', 'Not an option that can be', { place, cause })
}
