import { allowLoopbackHttp, CodedError } from '@fidecura/base'
import type { Platform, SignInBridge } from '@fidecura/bridge'
import type { Signer } from '@fidecura/identity'
import type { Hospital, RateLimits } from '@fidecura/server'
import { ServerError } from '@fidecura/server/client'
import { sessionStoreOf } from '@fidecura/store'
import { type Address, readAddress } from '../listening.ts'
import { auditSignIns } from './audit-sign-ins.ts'
import { liveBridge } from './live-bridge.ts'
import { liveVerifier } from './live-verifier.ts'
import { signInSecretOf } from './sign-in-secret.ts'

/** What a sign-in bridge is opened with beside its hospital. */
export interface SignInParts {
  /** Opens the key of this name: ES256 for ID tokens, and Ed25519 for the secret. */
  readonly key: (name: 'sign-in' | 'sign-in-secret') => Promise<Signer>
  /** Reads the secret of a platform from a file that the settings name. */
  readonly readSecret: (file: string) => Promise<string>
  /** How often somebody may begin to sign in, to no end: `refusals`. What is not named is as in the service. */
  readonly rateLimits?: Partial<RateLimits> | undefined
}

/** A bridge of one hospital, that listens nowhere yet. */
export interface OpenSignIn {
  readonly hospital: string
  readonly origin: string
  readonly address: Address
  readonly bridge: SignInBridge
}

/** So that a suspension is everywhere within 60 seconds, with a sweep every 15. */
const maxStatusAgeSeconds = 30

/**
 * Opens the bridge that the settings of a hospital name, on its store, by whom it trusts.
 *
 * @returns Undefined: they name none.
 * @throws BridgeError `bridge_options_invalid`, `bridge_keys_differ`; ServerError `settings_malformed`; those of the keys.
 */
export async function openSignIn(
  hospital: Hospital,
  parts: SignInParts,
): Promise<OpenSignIn | undefined> {
  const { settings, origin, site, directory, store, clock, fetch } = hospital
  const { id, signIn } = settings
  if (signIn === undefined) return undefined
  // With an origin of the apps it would share what browsers keep apart.
  if (signIn.origin === origin) throw misplaced('/signIn/origin')
  const loopback = hospital.door[allowLoopbackHttp]
  const door = loopback === undefined ? {} : { [allowLoopbackHttp]: loopback }
  const judged = {
    ...{ resolve: directory.resolve, status: directory.statusFor(`${origin}/${id}`), clock },
    ...{ maxStatusAgeSeconds, replay: store.replay, tenant: id },
  }
  const [{ createSignInBridge }, { createOpenIdVerifier }, { createRateLimiter }] =
    await Promise.all([
      import('@fidecura/bridge'),
      import('@fidecura/openid/verifier'),
      import('@fidecura/server'),
    ])
  const limiter = createRateLimiter(() => performance.now(), parts.rateLimits)
  const keys = { signer: await parts.key('sign-in'), other: await parts.key('sign-in-secret') }
  const roots = () => hospital.settings.roots
  // As it is now: departments come while it is open.
  const chain = () => [
    ...new Set([site, ...hospital.departments.values()].flatMap((each) => each.chain)),
  ]
  const secretOf = onceEach(parts.readSecret)
  const parties = {
    issuer: signIn.origin,
    signer: keys.signer,
    secret: await signInSecretOf(keys.other),
    // What was shown once is written down for whoever asks later who relied on it; looking again is not.
    verifier: liveVerifier(roots, judged),
    openid: createOpenIdVerifier({
      verifier: liveVerifier(roots, { ...judged, usage: store.usage }),
      client: { prefix: 'decentralized_identifier', signer: site.signer },
      baseUrl: `${signIn.origin}/wallet`,
      sessions: sessionStoreOf(store.documents),
      ...door,
    }),
    ...{ documents: store.documents, chain, clock, fetch, ...door },
    audited: auditSignIns({ hospital, limiter }),
    walletUrl: `${origin}/${id}/patient/`,
  }
  const bridge = liveBridge(
    () => hospital.settings.signIn?.platforms ?? [],
    async (named) => {
      const platforms = await Promise.all(
        named.map(async ({ secretFile, ...platform }) => {
          const secret = secretFile === undefined ? {} : { secret: await secretOf(secretFile) }
          return { ...platform, ...secret } as Platform
        }),
      )
      return await createSignInBridge({ ...parties, platforms })
    },
  )
  // What is wrong with the settings shows at the start, and not with the first who signs in.
  await bridge()
  const address = readAddress(signIn.listen)
  return { hospital: id, origin: signIn.origin, address, bridge: whileConfirmed(bridge, hospital) }
}

/** As they were at the start: an order names no files. */
function onceEach(read: (file: string) => Promise<string>): (file: string) => Promise<string> {
  const known = new Map<string, string>()
  return async (file) => {
    const text = known.get(file) ?? (await read(file))
    known.set(file, text)
    return text
  }
}

/** Nobody is signed in by a store that was put back, until somebody has confirmed what it may lack. */
function whileConfirmed(bridge: () => Promise<SignInBridge>, hospital: Hospital): SignInBridge {
  /** What administrators have ordered in another process counts here, too. */
  const current = async (): Promise<SignInBridge> => {
    await hospital.publications.hear()
    return await bridge()
  }
  return Object.freeze<SignInBridge>({
    async sweep() {
      return await (await current()).sweep()
    },
    async check(options) {
      await (await current()).check(options)
    },
    listener(incoming, outgoing, call) {
      const refuse = (code: string): void => {
        if (call?.note !== undefined) call.note.code = code
        outgoing.writeHead(503, { 'retry-after': '10' }).end()
      }
      current().then(
        (open) => {
          if (hospital.changes.restoredAt() !== undefined) refuse('restore_unconfirmed')
          else open.listener(incoming, outgoing, call)
        },
        (error) => refuse(CodedError.is(error) ? error.code : 'service_failed'),
      )
    },
  })
}

/** @throws ServerError `settings_malformed`: two bridges at one origin, or one address. */
export function assertApart(signIns: readonly OpenSignIn[]): void {
  const origins = new Set(signIns.map(({ origin }) => origin))
  if (origins.size < signIns.length) throw misplaced('/signIn/origin')
  const named = signIns.filter(({ address }) => address.port !== 0)
  const addresses = new Set(named.map(({ address }) => `${address.host}:${address.port}`))
  if (addresses.size < named.length) throw misplaced('/signIn/listen')
}

function misplaced(place: string): ServerError {
  return new ServerError('settings_malformed', 'Not an address of its own', { place })
}
