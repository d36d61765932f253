import { type Clock, type EpochSeconds, encodeBase64url, epochSeconds } from '@fidecura/base'
import { digestOf, type PublicJwk, randomBytes } from '@fidecura/identity'
import { OpenIdError } from '../errors.ts'
import type { GrantEntry, GrantStore } from './grant-store.ts'

/** What is kept under each kind of secret. */
export interface GrantStates {
  /** An offer that is fetched by reference. */
  readonly offer: OfferState
  /** What an offer hands to whoever comes through a browser. */
  readonly issuer_state: { readonly reference: string; readonly configurations: readonly string[] }
  readonly pre_authorized: Granted & {
    /** Digest of code and transaction code together: the one cannot be guessed without the other. */
    readonly transaction: string | null
    readonly tries: number
  }
  readonly request: PushedRequest
  readonly wish: PushedRequest
  readonly code: Granted & {
    readonly clientId: string
    readonly redirectUri: string
    readonly challenge: string
    readonly detailed: boolean
    readonly keyThumbprint: string | null
  }
  readonly token: {
    readonly reference: string
    readonly configurations: readonly string[]
    /** They go by identifiers of this token. */
    readonly detailed: boolean
    readonly done: readonly string[]
    readonly keyThumbprint: string | null
    readonly clientId: string | null
  }
  readonly transaction: {
    readonly token: string
    readonly configuration: string
    readonly holderKeys: readonly PublicJwk[]
  }
  readonly notification: {
    readonly token: string
    readonly reference: string
    readonly configuration: string
    readonly ids: readonly string[]
  }
  /** A nonce, or a proof, that was used. */
  readonly used: Record<string, never>
}

/** What an offer says, but for its code: that follows from the id that is in the link. */
export interface OfferState {
  readonly configurations: readonly string[]
  readonly grant: 'pre_authorized' | 'authorization_code'
  readonly digits: number | null
  readonly hint: string | null
}

/** What was agreed to, and which token has come of it. */
interface Granted {
  readonly reference: string
  readonly configurations: readonly string[]
  readonly token: string | null
}

/** What a wallet asks a person to agree to, in their browser. */
export interface PushedRequest {
  readonly clientId: string
  readonly redirectUri: string
  readonly challenge: string
  readonly state: string | null
  readonly configurations: readonly string[]
  readonly detailed: boolean
  readonly offered: string | null
  readonly keyThumbprint: string | null
}

type Kind = keyof GrantStates

/** What was found. */
export interface Grant<K extends Kind> {
  readonly key: string
  readonly state: GrantStates[K]
  readonly expiresAt: EpochSeconds
}

/** What an issuer remembers, by secrets that it has handed out. */
export interface Grants {
  /** Draws a secret of 32 bytes, and keeps what stands behind it. */
  draw<K extends Kind>(kind: K, state: GrantStates[K], seconds: number): Promise<string>
  /** Keeps what stands behind a secret; false: there is something already. */
  keep<K extends Kind>(
    kind: K,
    secret: string,
    state: GrantStates[K],
    expiresAt: EpochSeconds,
  ): Promise<boolean>
  /** Undefined: there is none, or its time is over. */
  find<K extends Kind>(kind: K, secret: string): Promise<Grant<K> | undefined>
  /** As it is now. */
  again<K extends Kind>(kind: K, grant: Grant<K>): Promise<Grant<K> | undefined>
  take<K extends Kind>(kind: K, secret: string): Promise<Grant<K> | undefined>
  /** Undefined: somebody else was faster. */
  replace<K extends Kind>(
    kind: K,
    grant: Grant<K>,
    state: GrantStates[K],
  ): Promise<Grant<K> | undefined>
  /** Ends what lies under this key, as `keyOf` gives it. */
  end(kind: Kind, key: string): Promise<void>
  /** Under which key of the store something lies. */
  keyOf(secret: string): Promise<string>
}

export function createGrants(store: GrantStore, url: string, clock: Clock): Grants {
  // Issuers that share a store do not share what is in it.
  const keyOf = (secret: string): Promise<string> => digestOf(JSON.stringify([url, secret]))
  const open = <K extends Kind>(entry: GrantEntry | undefined): Grant<K> | undefined => {
    if (entry === undefined || !(clock() < entry.expiresAt)) return undefined
    const { key, expiresAt } = entry
    return { key, expiresAt, state: JSON.parse(entry.state) as GrantStates[K] }
  }
  const keep: Grants['keep'] = async (kind, secret, state, expiresAt) => {
    const entry = { kind, key: await keyOf(secret), state: JSON.stringify(state), expiresAt }
    return answerOf(() => store.insert(entry, clock()))
  }
  return {
    keyOf,
    keep,
    async draw(kind, state, seconds) {
      const secret = encodeBase64url(randomBytes(32))
      await keep(kind, secret, state, epochSeconds(clock() + seconds))
      return secret
    },
    async find(kind, secret) {
      const key = await keyOf(secret)
      return open(await answerOf(() => store.find(kind, key)))
    },
    async again(kind, { key }) {
      return open(await answerOf(() => store.find(kind, key)))
    },
    async take(kind, secret) {
      const key = await keyOf(secret)
      return open(await answerOf(() => store.take(kind, key)))
    },
    async replace(kind, grant, state) {
      const { key, expiresAt } = grant
      const entry = { kind, key, state: JSON.stringify(grant.state), expiresAt }
      const isReplaced = await answerOf(() => store.replace(entry, JSON.stringify(state)))
      return isReplaced === true ? { key, expiresAt, state } : undefined
    },
    async end(kind, key) {
      await answerOf(() => store.take(kind, key))
    },
  }
}

/** What a store of the caller throws stays out of sight unless it is ours. */
async function answerOf<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (cause) {
    throw new OpenIdError('openid_store_failed', 'The store gave no answer', {
      outcome: 'unknown',
      cause,
    })
  }
}
