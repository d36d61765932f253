import { randomUUID } from 'node:crypto'
import {
  decodeUtf8,
  type EpochSeconds,
  epochSeconds,
  type Fetch,
  type JsonObject,
} from '@fidecura/base'
import {
  CredentialError,
  createMemoryReplayStore,
  createVerifier,
  credentialTypes,
  issueCredential,
  issueStatusList,
  presentCredential,
  type ReplayStore,
  type StatusSource,
} from '@fidecura/credentials'
import {
  decodeJws,
  digestOf,
  generateSigner,
  resolveDidKey,
  type Signer,
  signJws,
} from '@fidecura/identity'
import {
  type AskOptions,
  createMemorySessionStore,
  createOpenIdVerifier,
  type DcqlQuery,
  type OpenIdVerifierOptions,
  type PresentedAnswer,
} from '@fidecura/openid/verifier'
import {
  type OpenedRequest,
  type OpenRequestOptions,
  openAuthorizationRequest,
  presentTo,
} from '@fidecura/openid/wallet'

/** A health authority, a doctor of made-up name, and a clinic that asks. Nothing of it reaches a network. */

export const noon: EpochSeconds = epochSeconds(1_800_000_000)
const baseUrl = 'https://clinic.example/openid'
export const licenceType = credentialTypes.practitionerLicence
const listUrl = 'https://authority.example/status'
const period = {
  issuedAt: epochSeconds(noon - 3600),
  validFrom: epochSeconds(noon - 3600),
  validUntil: epochSeconds(noon + 86_400),
}

export const nameOnly: DcqlQuery = Object.freeze({
  credentials: [
    {
      id: 'licence',
      format: 'dc+sd-jwt',
      meta: { vct_values: [licenceType] },
      claims: [{ path: ['name'] }],
    },
  ],
})
export const other = { device: 'other' } as const

export type World = Awaited<ReturnType<typeof createWorld>>

/** What differs from a world in which all is well. */
export interface WorldOptions {
  readonly client?: (signer: Signer) => OpenIdVerifierOptions['client']
  readonly verifier?: Partial<OpenIdVerifierOptions>
  readonly resolve?: typeof resolveDidKey
  readonly revoked?: readonly number[]
  /** Beside licences: what the authority issues, too. */
  readonly types?: readonly string[]
  readonly signer?: Signer
  /** Nobody tells the status of anything. */
  readonly unreachable?: boolean
  /** The same, for as long as it says so. */
  readonly state?: { readonly unreachable: boolean }
  readonly replay?: ReplayStore
}

export async function createWorld(options: WorldOptions = {}) {
  const [authority, doctor] = [await generateSigner(), await generateSigner()]
  const clinic = options.signer ?? (await generateSigner())
  const state = { now: noon, revoked: [...(options.revoked ?? [])] }
  const after = (seconds: number): void => {
    state.now = epochSeconds(noon + seconds)
  }
  const clock = () => state.now
  const status: StatusSource = {
    list: async () => {
      if (options.state?.unreachable ?? options.unreachable === true) {
        throw new CredentialError('status_unreachable', 'Nobody answers', { outcome: 'unknown' })
      }
      return await listOf(authority, state.revoked, state.now)
    },
  }
  const resolve = options.resolve ?? resolveDidKey
  const replay = options.replay ?? createMemoryReplayStore()
  const verifier = createVerifier({
    roots: [{ did: authority.did, types: [licenceType, ...(options.types ?? [])] }],
    resolve: resolveDidKey,
    status,
    clock,
    replay,
  })
  const sessions = createMemorySessionStore()
  const client = options.client?.(clinic) ?? {
    prefix: 'decentralized_identifier',
    signer: clinic,
  }
  const openid = createOpenIdVerifier({ verifier, client, baseUrl, sessions, ...options.verifier })
  const fetch: Fetch = (url, { signal: _, redirect, ...init }) =>
    openid.handle(new Request(url, { ...init, redirect }))
  const licence = await licenceOf(authority, doctor)
  const held = [{ token: licence, signer: doctor }]
  /** Of a type of its own, without status. */
  const issue = (contents: {
    readonly type: string
    readonly claims: JsonObject
    readonly disclosable?: readonly string[]
  }) =>
    issueCredential(
      { subject: doctor.did, holderKey: doctor.publicKey, ...period, ...contents },
      { signer: authority, format: 'dc+sd-jwt' },
    )
  const open = (link: string, more: Partial<OpenRequestOptions> = {}): Promise<OpenedRequest> =>
    openAuthorizationRequest(link, { held, fetch, resolve, clock, ...more })
  return {
    state,
    after,
    clock,
    authority,
    doctor,
    clinic,
    verifier,
    sessions,
    openid,
    fetch,
    resolve,
    held,
    open,
    licence,
    issue,
  }
}

async function listOf(signer: Signer, revoked: readonly number[], issuedAt: EpochSeconds) {
  const entries = revoked.map((index) => ({ index, value: 'revoked' }) as const)
  const content = { format: 'token', url: listUrl, ...period, issuedAt, entries } as const
  return { token: await issueStatusList(content, { signer }), fetchedAt: issuedAt }
}

export const licenceClaims: JsonObject = Object.freeze({
  name: 'Dr Ada Example',
  regulator: 'Example Board',
  registration: { system: 'urn:oid:2.999.1.2', value: 'L-1' },
  profession: { system: 'http://snomed.info/sct', code: '309343006', display: 'Physician' },
  jurisdiction: 'CN',
  standing: 'active',
})

export async function licenceOf(
  issuer: Signer,
  holder: Signer,
  more: { readonly claims?: JsonObject; readonly index?: number; readonly type?: string } = {},
): Promise<string> {
  return await issueCredential(
    {
      type: more.type ?? licenceType,
      id: `urn:uuid:${randomUUID()}`,
      subject: holder.did,
      holderKey: holder.publicKey,
      claims: more.claims ?? licenceClaims,
      status: { kind: 'token', list: listUrl, index: more.index ?? 4711 },
      ...period,
    },
    { signer: issuer, format: 'dc+sd-jwt' },
  )
}

/** All of it: asked, opened, shown with the first candidates, and collected. */
export async function present(
  world: World,
  query: DcqlQuery = nameOnly,
  options: AskOptions = other,
  more: Partial<OpenRequestOptions> = {},
): Promise<PresentedAnswer> {
  const { session, link } = await world.openid.ask(query, options)
  const request = await world.open(link, more)
  await presentTo(request, { chosen: firstOf(request) })
  const answer = await world.openid.collect(session)
  if (answer.kind !== 'presented') throw new Error(answer.kind)
  return answer
}

export function firstOf({ queries, needed = [] }: OpenedRequest) {
  return queries.flatMap(({ id, candidates }) =>
    needed.includes(id) ? candidates.slice(0, 1) : [],
  )
}

/** What somebody without a wallet of ours sees of a request, and where they answer it. */
export async function askPlainly(
  world: World,
  query: DcqlQuery = nameOnly,
  options: AskOptions = other,
) {
  const { session, link } = await world.openid.ask(query, options)
  const requestUri = new URLSearchParams(link.slice(link.indexOf('?'))).get('request_uri') ?? ''
  const response = await world.openid.handle(new Request(requestUri))
  const request = JSON.parse(decodeUtf8(decodeJws(await response.text()).payload))
  return { session, link, requestUri, request, response }
}

export async function post(
  world: World,
  url: string,
  form: Readonly<Record<string, string>> | string,
): Promise<Response> {
  const body = typeof form === 'string' ? form : new URLSearchParams(form).toString()
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  return await world.openid.handle(new Request(url, { method: 'POST', headers, body }))
}

/** Our code, as wallets and people who debug them see it. */
export async function codeOf(response: Response): Promise<string | undefined> {
  return JSON.parse(await response.text()).error_description
}

/** The key binding that a holder signs, or whatever else they sign in its place. */
export async function bind(
  presented: string,
  signer: Signer,
  payload: JsonObject,
  typ = 'kb+jwt',
): Promise<string> {
  const hash = await digestOf(presented)
  return presented + (await signJws({ iat: noon, sd_hash: hash, ...payload }, { signer, typ }))
}

/** The same, with another signature at its end. */
export function spoil(jws: string): string {
  const at = jws.lastIndexOf('.') + 10
  return jws.slice(0, at) + (jws[at] === 'A' ? 'B' : 'A') + jws.slice(at + 1)
}

/** What a wallet shows that means well, but for what it is told to show. */
export async function show(
  world: World,
  { client_id: audience, nonce }: { readonly client_id: string; readonly nonce: string },
  disclose: readonly string[] = ['name'],
  token = world.licence,
): Promise<string> {
  const signer = world.doctor
  return await presentCredential(token, { disclose, signer, audience, nonce, issuedAt: noon })
}
