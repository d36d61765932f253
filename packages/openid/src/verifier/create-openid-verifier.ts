import {
  allowLoopbackHttp,
  assertOptions,
  type EpochSeconds,
  encodeBase64url,
  epochSeconds,
} from '@fidecura/base'
import type { Verifier } from '@fidecura/credentials'
import { digestOf, randomBytes } from '@fidecura/identity'
import { parseDcqlQuery } from '../dcql/parse-dcql-query.ts'
import { OpenIdError } from '../errors.ts'
import { type LoopbackDoor, readIdentifier, readUrl } from '../members.ts'
import { encodeTransactionData } from '../vp/transaction-data.ts'
import { generateAnswerKey } from './answer-key.ts'
import { findSession, guardedStore, type SessionContent } from './asked-session.ts'
import { collectAnswer } from './collect-answer.ts'
import { askedFor } from './look-at-answer.ts'
import type { AskOptions, OpenIdVerifier } from './openid-verifier.ts'
import { linkOf } from './request-link.ts'
import { serveWallet } from './serve-wallet.ts'
import type { SessionStore } from './session-store.ts'
import type { VerifierClient } from './verifier-client.ts'
import type { VerifierSetting } from './verifier-setting.ts'

/** As whom to ask, by whom to judge, and where wallets reach it. */
export interface OpenIdVerifierOptions extends LoopbackDoor {
  /** Judges what is presented: whom it trusts, status, and which nonces were used. Its clock is the clock. */
  readonly verifier: Verifier
  readonly client: VerifierClient
  /** Below it `handle` is reached. https, without a slash at its end. */
  readonly baseUrl: string
  readonly sessions: SessionStore
  /**
   * From asking to collecting, at most 600: holders sign at most 300 seconds before they are believed.
   * Default 300.
   */
  readonly lifetimeSeconds?: number
  /** Whether answers come encrypted to a key of the request. Default: yes. */
  readonly encrypted?: boolean
}

/**
 * Makes a verifier that asks wallets by OpenID4VP 1.0.
 *
 * @throws OpenIdError `openid_options_invalid`; `openid_message_malformed`: not a `baseUrl`.
 */
export function createOpenIdVerifier(options: OpenIdVerifierOptions): OpenIdVerifier {
  assertOptions(options, ['verifier', 'client', 'baseUrl', 'sessions'])
  const { verifier, client, lifetimeSeconds = 300, encrypted = true } = options
  const baseUrl = readIdentifier(options.baseUrl, 'baseUrl', options)
  if (baseUrl.endsWith('/')) throw invalid('baseUrl')
  const isWhole = Number.isSafeInteger(lifetimeSeconds)
  if (!isWhole || lifetimeSeconds < 1 || lifetimeSeconds > 600) throw invalid('lifetimeSeconds')
  const setting = { verifier, client, baseUrl, sessions: guardedStore(options.sessions) }

  return Object.freeze<OpenIdVerifier>({
    async ask(query, call) {
      assertOptions(call, ['device'])
      assertWalletUrl(call.walletUrl, options)
      const now = epochSeconds(Math.floor(verifier.clock()))
      const expiresAt = epochSeconds(now + lifetimeSeconds)
      const [id, secret] = [randomText(16), randomText(32)]
      const content: SessionContent = {
        v: 1,
        query: parseDcqlQuery(query),
        nonce: randomText(32),
        state: randomText(16),
        owner: await digestOf(secret),
        chain: [...(call.chain ?? [])],
        transactions: (call.transactionData ?? []).map(encodeTransactionData),
        ...(encrypted ? { key: await generateAnswerKey() } : {}),
        ...(call.explain === true ? { explain: true } : {}),
        ...returnOf(call, options),
      }
      // Nothing is asked that no answer could be held against.
      assertAskable(content)
      const stored = { id, version: 1, expiresAt, content: JSON.stringify(content) }
      const link = await linkOf({ stored, content }, setting, call.walletUrl)
      if (!(await setting.sessions.insert(stored, now))) {
        throw new OpenIdError('openid_store_failed', 'A new id is there', { outcome: 'unknown' })
      }
      return Object.freeze({ session: `${id}.${secret}`, link, expiresAt })
    },

    handle: (request) => serveWallet(request, setting),

    async collect(session, { responseCode } = {}) {
      const now = verifier.clock()
      const found = await ownSession(session, setting, now)
      return await collectAnswer(found, { responseCode }, setting)
    },
  })
}

/** The session whose secret this is. */
async function ownSession(session: string, { sessions }: VerifierSetting, now: EpochSeconds) {
  const [id, secret, ...others] = String(session).split('.')
  const isWhole = id !== undefined && secret !== undefined && others.length === 0
  const found = isWhole && id.length < 100 ? await findSession(sessions, id, now) : undefined
  if (found !== undefined && found.content.owner === (await digestOf(secret ?? ''))) return found
  throw new OpenIdError('openid_session_unknown', 'No such session, or one that is over')
}

function returnOf(call: AskOptions, door: LoopbackDoor): Pick<SessionContent, 'returnTo'> {
  if (call.device === 'other') return {}
  if (call.device === 'same') return { returnTo: readUrl(call.returnTo, 'returnTo', door) }
  call satisfies never
  throw invalid('device')
}

/** A scheme with nothing behind it, or the address of an app. It becomes a link of a page, and nobody fetches it. */
function assertWalletUrl(walletUrl: string | undefined, door: LoopbackDoor): void {
  const [, local] = /^(http:\/\/localhost:\d+)\/[^#@]*$/.exec(walletUrl ?? '') ?? []
  if (local !== undefined && door[allowLoopbackHttp]?.includes(local) === true) return
  if (
    walletUrl === undefined ||
    /^(?!(?:https?|javascript|data):)[a-z][a-z\d+.-]{0,63}:\/\/$/.test(walletUrl)
  )
    return
  readUrl(walletUrl, 'walletUrl', door)
}

function assertAskable(content: SessionContent): void {
  askedFor(content)
  for (const { id, format, meta, trusted_authorities: authorities } of content.query.credentials) {
    if (format !== 'dc+sd-jwt' || meta.vct_values === undefined || authorities !== undefined) {
      throw invalid(id)
    }
  }
}

function randomText(bytes: number): string {
  return encodeBase64url(randomBytes(bytes))
}

function invalid(place: string): OpenIdError {
  return new OpenIdError('openid_options_invalid', 'Not an option that can be', { place })
}
