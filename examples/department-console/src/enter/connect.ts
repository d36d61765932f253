import { allowLoopbackHttp, systemClock } from '@fidecura/base'
import { proveSignIn, type Signer } from '@fidecura/identity'
import {
  type AppConfiguration,
  type Configuration,
  createFidecuraClient,
  type FidecuraClient,
  type Principal,
} from '@fidecura/server/client'

/** What was issued to somebody's key. */
export interface Wallet {
  readonly credentials: readonly string[]
  /** Accreditations that lead from a root to the issuers. */
  readonly chain: readonly string[]
}

/** The hospital's service, asked by somebody who signs in as often as it takes. */
export interface Connection {
  readonly client: FidecuraClient
  readonly configuration: Configuration
  readonly as: Principal
}

export interface ConnectOptions extends Wallet {
  readonly config: AppConfiguration
  readonly signer: Signer
}

/** What lies beside the app's own files, and is trusted like them. */
export async function loadConfig(path = './config.json'): Promise<AppConfiguration> {
  const answer = await fetch(path, { cache: 'no-store' })
  if (!answer.ok) throw Object.assign(new Error('No settings'), { code: 'settings_missing' })
  return (await answer.json()) as AppConfiguration
}

/** Signs in. A session that ends while somebody works is opened anew, with the key that is open. */
export async function connect(options: ConnectOptions): Promise<Connection> {
  const { config, signer, credentials, chain } = options
  let session: string | undefined
  let signingIn: Promise<Principal> | undefined
  const bare = createFidecuraClient({ base: config.api, fetch: (url, init) => fetch(url, init) })
  const configuration = await bare.configuration()

  const signIn = async (): Promise<Principal> => {
    const challenge = await bare.challenge()
    const proof = await proveSignIn(challenge, {
      signer,
      now: systemClock(),
      origin: location.origin,
      audience: config.audience,
      ...loopbackDoor(),
    })
    const answer = await bare.signIn({ proof, credentials, chain })
    session = answer.session
    return answer.as
  }
  const client = createFidecuraClient({
    base: config.api,
    session: () => session,
    fetch: async (url, init) => {
      const answer = await fetch(url, init)
      if (answer.status !== 401) return answer
      // Several calls may find out at once.
      signingIn ??= signIn().finally(() => {
        signingIn = undefined
      })
      await signingIn
      const headers = { ...(init.headers as object), authorization: `Bearer ${session}` }
      return await fetch(url, { ...init, headers })
    },
  })
  return { client, configuration, as: await signIn() }
}

/** Of the page itself, where somebody tries the console out on their own machine; nothing anywhere else. */
export function loopbackDoor(): { readonly [allowLoopbackHttp]?: readonly string[] } {
  const { protocol, hostname, origin } = location
  return protocol === 'http:' && hostname === 'localhost' ? { [allowLoopbackHttp]: [origin] } : {}
}
