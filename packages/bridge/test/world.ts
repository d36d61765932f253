import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { allowLoopbackHttp, epochSeconds, systemClock } from '@fidecura/base'
import { createGuardedFetch } from '@fidecura/base/node'
import {
  createSignInBridge,
  type Platform,
  type SignInBridgeOptions,
  signInTransaction,
} from '@fidecura/bridge'
import {
  CredentialError,
  createVerifier,
  credentialTypes,
  issueCredential,
  issueStatusList,
  type StatusSource,
} from '@fidecura/credentials'
import { generateSigner, resolveDidKey as resolve, type Signer } from '@fidecura/identity'
import { createMemorySessionStore, createOpenIdVerifier } from '@fidecura/openid/verifier'
import { type OpenedRequest, openAuthorizationRequest, presentTo } from '@fidecura/openid/wallet'
import { openStore } from '@fidecura/store'
import * as openid from 'openid-client'

/** A hospital with its bridge, a clinic that is somebody else's, and wallets, each on listeners of loopback. */

/** Of whoever issued what is in it. */
const listOf = ({ did }: Signer) => `https://authority.example/status/${did.slice(-16)}`
const type = credentialTypes

export type World = Awaited<ReturnType<typeof createWorld>>

export interface WorldOptions {
  readonly scopes?: Platform['scopes']
  readonly bridge?: Partial<SignInBridgeOptions>
  /** Default: at the clinic. */
  readonly backchannelLogoutUri?: string
}

export async function createWorld({
  scopes = ['patient', 'profile', 'record', 'practitioner'],
  bridge = {},
  backchannelLogoutUri,
}: WorldOptions = {}) {
  const authority = await generateSigner()
  const issuers: Signer[] = []
  const state = { revoked: [] as number[], isReachable: true, ahead: 0 }
  const clock = () => epochSeconds(systemClock() + state.ahead)
  const status: StatusSource = {
    async list(url) {
      if (!state.isReachable) {
        throw new CredentialError('status_unreachable', 'Cut off', { outcome: 'unknown' })
      }
      const entries = state.revoked.map((index) => ({ index, value: 'revoked' }) as const)
      const now = clock()
      const period = { issuedAt: now, validFrom: now, validUntil: epochSeconds(now + 3600) }
      const about = { format: 'token', url, ...period, entries } as const
      const signer = issuers.find((each) => listOf(each) === url) ?? authority
      return { token: await issueStatusList(about, { signer }), fetchedAt: now }
    },
  }
  const verifier = createVerifier({
    roots: [
      {
        did: authority.did,
        types: [
          ...[type.patientIdentity, type.practitionerRole, type.practitionerLicence],
          type.issuingAccreditation,
        ],
      },
    ],
    resolve,
    status,
    maxStatusAgeSeconds: 1,
    clock,
  })

  // The listeners come first, for each names the other.
  const bridgeServer = await listening()
  const clinicServer = await listening()
  const { origin } = bridgeServer
  const told: string[] = []
  const clinic = { isUp: true, sendsOnTo: undefined as string | undefined }
  clinicServer.server.on('request', async (incoming, outgoing) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const token = new URLSearchParams(Buffer.concat(chunks).toString()).get('logout_token')
    if (clinic.sendsOnTo !== undefined) {
      return void outgoing.writeHead(307, { location: clinic.sendsOnTo }).end()
    }
    if (clinic.isUp && incoming.url === '/logged-out' && token !== null) told.push(token)
    outgoing.writeHead(clinic.isUp ? 204 : 503).end()
  })
  const redirectUri = `${clinicServer.origin}/signed-in`
  const platforms: Platform[] = ['clinic', 'laboratory'].map((id) => ({
    id,
    name: id === 'clinic' ? 'Hillview <Clinic>' : 'Example Laboratory',
    redirectUris: [redirectUri],
    backchannelLogoutUri: backchannelLogoutUri ?? `${clinicServer.origin}/logged-out`,
    scopes,
    ...(id === 'laboratory' ? { secret: 'only for tests of this very package' } : {}),
  }))
  const door = { [allowLoopbackHttp]: [origin, clinicServer.origin] }
  const path = join(mkdtempSync(join(tmpdir(), 'fidecura-bridge-')), 'store.db')
  const store = await openStore(path)
  const asker = await generateSigner()
  const options: SignInBridgeOptions = {
    issuer: origin,
    platforms,
    signer: await generateSigner({ algorithm: 'ES256' }),
    verifier,
    openid: createOpenIdVerifier({
      verifier,
      client: { prefix: 'decentralized_identifier', signer: asker },
      baseUrl: `${origin}/wallet`,
      sessions: createMemorySessionStore(),
      ...door,
    }),
    documents: store.documents,
    secret: new Uint8Array(32).fill(7),
    clock,
    ...door,
    ...bridge,
  }
  const end = async (): Promise<void> => {
    await Promise.all([bridgeServer.close(), clinicServer.close()])
    await store.close()
  }
  const made = await createSignInBridge(options).catch(async (error: unknown) => {
    await end()
    throw error
  })
  bridgeServer.server.on('request', made.listener)
  const fetch = createGuardedFetch(door)

  const openLink = (link: string, held: readonly Held[]): Promise<OpenedRequest> =>
    openAuthorizationRequest(link, {
      ...{ held, fetch, resolve, clock, ...door },
      transactionTypes: [signInTransaction],
    })

  return {
    ...{
      authority,
      state,
      clock,
      origin,
      redirectUri,
      told,
      clinic,
      store,
      options,
      fetch,
      platforms,
    },
    bridge: made,
    /** Has another bridge answer from now on: what is under way goes on there. */
    serve: ({ listener }: Pick<typeof made, 'listener'>) => {
      bridgeServer.server.removeAllListeners('request').on('request', listener)
    },
    path,
    openLink,
    /** A person with the credentials of a patient. */
    patient: async (record = 'R-1', index = 11, issuer = authority) => {
      const signer = await generateSigner()
      const claims = {
        record: { system: 'urn:oid:2.999.1', value: record },
        name: 'Pat Example',
        method: 'in_person',
      }
      const token = await issue(issuer, signer, { type: type.patientIdentity, claims, index })
      return [{ token, signer }]
    },
    doctor: async ({ licenceOf = 'L-1', index = 21, ...more }: DoctorOptions = {}) => {
      const signer = more.signer ?? (await generateSigner())
      const issuer = more.issuer ?? authority
      const licenceId = `urn:uuid:${randomUUID()}`
      const profession = {
        system: 'http://snomed.info/sct',
        code: '309343006',
        display: 'Physician',
      }
      const licence = await issue(issuer, signer, {
        type: type.practitionerLicence,
        id: licenceId,
        index: index + 1,
        claims: {
          ...{ name: 'Dr Ada Example', regulator: 'Example Board', profession },
          registration: { system: 'urn:oid:2.999.2', value: licenceOf },
          ...{ jurisdiction: 'CN', standing: 'active' },
        },
      })
      const role = await issue(issuer, signer, {
        type: type.practitionerRole,
        index,
        claims: {
          name: 'Dr Ada Example',
          organisation: { did: authority.did, name: 'Riverside' },
          department: { did: authority.did, name: 'Cardiology' },
          ...{ profession, purposes: ['TREAT'] },
          licence: { issuer: issuer.did, id: licenceId },
        },
      })
      return [
        { token: role, signer },
        { token: licence, signer },
      ]
    },
    /** What lets another issue all that this authority may issue. */
    accredit: async (issuer: Signer, index = 31) => {
      issuers.push(issuer)
      const types = [type.patientIdentity, type.practitionerRole, type.practitionerLicence]
      const claims = {
        ...{ name: 'Cardiology', types, depth: 0, recordSystems: '*', registers: '*' },
        ...{ organisations: '*', departments: '*', purposes: '*' },
      }
      return await issue(authority, issuer, { type: type.issuingAccreditation, claims, index })
    },
    end,
  }
}

interface DoctorOptions {
  readonly licenceOf?: string
  readonly index?: number
  readonly signer?: Signer
  /** Default: the authority. */
  readonly issuer?: Signer
}

interface Held {
  readonly token: string
  readonly signer: Signer
}

async function issue(
  signer: Signer,
  holder: Signer,
  about: {
    readonly type: string
    readonly id?: string
    readonly index: number
    readonly claims: object
  },
): Promise<string> {
  const from = epochSeconds(systemClock() - 60)
  return await issueCredential(
    {
      type: about.type,
      id: about.id ?? `urn:uuid:${randomUUID()}`,
      subject: holder.did,
      holderKey: holder.publicKey,
      claims: { ...about.claims },
      status: { kind: 'token', list: listOf(signer), index: about.index },
      ...{ issuedAt: from, validFrom: from, validUntil: epochSeconds(from + 86_400) },
    },
    { signer, format: 'dc+sd-jwt' },
  )
}

async function listening(): Promise<{
  readonly server: Server
  readonly origin: string
  close(): Promise<void>
}> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const close = async (): Promise<void> => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  return { server, origin: `http://127.0.0.1:${port}`, close }
}

/** A browser as far as signing in needs one: cookies by path, and redirects one at a time. */
export function createBrowser() {
  const jar = new Map<string, { readonly value: string; readonly path: string }>()
  const go = async (
    url: string,
    form?: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> => {
    const { origin, pathname } = new URL(url)
    const cookie = [...jar]
      .filter(([name, { path }]) => name.startsWith(origin) && pathname.startsWith(path))
      .map(([name, { value }]) => `${name.slice(origin.length + 1)}=${value}`)
      .join('; ')
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: { cookie, 'accept-language': 'en', ...headers },
      ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
    })
    for (const text of answer.headers.getSetCookie()) {
      const [pair = '', ...attributes] = text.split('; ')
      const [name = '', ...rest] = pair.split('=')
      const path = attributes.find((each) => /^path=/i.test(each))?.slice(5) ?? '/'
      const isGone = attributes.some((each) =>
        /^(?:max-age=0|expires=Thu, 01 Jan 1970)/i.test(each),
      )
      if (isGone) jar.delete(`${origin} ${name}`)
      else jar.set(`${origin} ${name}`, { value: rest.join('='), path })
    }
    return answer
  }
  /** Follows redirects that stay at one origin. */
  const follow = async (
    url: string,
    form?: Readonly<Record<string, string>>,
  ): Promise<Response> => {
    const { origin } = new URL(url)
    const answer = await go(url, form)
    const to = answer.headers.get('location')
    const next = to === null ? undefined : new URL(to, url).href
    return next === undefined || new URL(next).origin !== origin ? answer : await follow(next)
  }
  return { go, follow, jar }
}

/** Begins to sign in at a platform, as its own server does with an OpenID library. */
export async function begin(
  { origin, redirectUri }: Pick<World, 'origin' | 'redirectUri'>,
  { platform = 'clinic', scope = 'openid patient', ...more }: Readonly<Record<string, string>> = {},
) {
  const authentication =
    platform === 'laboratory'
      ? openid.ClientSecretBasic('only for tests of this very package')
      : openid.None()
  const config = await openid.discovery(new URL(origin), platform, {}, authentication, {
    execute: [openid.allowInsecureRequests],
  })
  const verifier = openid.randomPKCECodeVerifier()
  const [state, nonce] = [openid.randomState(), openid.randomNonce()]
  const url = openid.buildAuthorizationUrl(config, {
    ...{ redirect_uri: redirectUri, scope, state, nonce, code_challenge_method: 'S256' },
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    ...more,
  })
  const finish = (back: string) =>
    openid.authorizationCodeGrant(config, new URL(back), {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
    })
  return { config, url: url.href, finish }
}

/** What the page's button for the wallet leads to. */
export function linkIn(page: string): string {
  const [, link = ''] = /class="act" href="([^"]+)"/.exec(page) ?? []
  return link.replaceAll(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
}

/** Signs in with a wallet in the same device, up to what the platform gets. */
export async function signIn(
  world: World,
  held: readonly Held[],
  parameters: Readonly<Record<string, string>> = {},
  browser: ReturnType<typeof createBrowser> = createBrowser(),
) {
  const { config, url, finish } = await begin(world, parameters)
  const page = await browser.follow(url)
  const asked = await (await browser.follow(`${page.url}/ask`, { device: 'same' })).text()
  const request = await world.openLink(linkIn(asked), held)
  const chosen = request.queries.flatMap(({ candidates }) => candidates.slice(0, 1))
  const { redirectTo = '' } = await presentTo(request, { chosen })
  const back = await browser.follow(redirectTo)
  const tokens = await finish(back.headers.get('location') ?? '')
  return { config, request, tokens, browser, page, redirectTo }
}
