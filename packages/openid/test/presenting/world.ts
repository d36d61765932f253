import { randomUUID } from 'node:crypto'
import { type EpochSeconds, epochSeconds, type Fetch, type JsonObject } from '@fidecura/base'
import {
  createMemoryReplayStore,
  createMemoryStatusSource,
  createVerifier,
  credentialTypes,
  issueCredential,
  issueStatusList,
} from '@fidecura/credentials'
import { generateSigner, resolveDidKey, type Signer } from '@fidecura/identity'
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
export const baseUrl = 'https://clinic.example/openid'
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
  readonly signer?: Signer
}

export async function createWorld(options: WorldOptions = {}) {
  const [authority, doctor] = [await generateSigner(), await generateSigner()]
  const clinic = options.signer ?? (await generateSigner())
  const state = { now: noon, revoked: [...(options.revoked ?? [])] }
  const clock = () => state.now
  const status = createMemoryStatusSource({
    lists: [await listOf(authority, state.revoked, noon)],
  })
  const resolve = options.resolve ?? resolveDidKey
  const replay = createMemoryReplayStore()
  const verifier = createVerifier({
    roots: [{ did: authority.did, types: [licenceType] }],
    resolve: resolveDidKey,
    status,
    // Lists of this world are as old as it is.
    maxStatusAgeSeconds: 86_400,
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
  const open = (link: string, more: Partial<OpenRequestOptions> = {}): Promise<OpenedRequest> =>
    openAuthorizationRequest(link, { held, fetch, resolve, clock, ...more })
  return {
    state,
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
  }
}

async function listOf(signer: Signer, revoked: readonly number[], fetchedAt: EpochSeconds) {
  const entries = revoked.map((index) => ({ index, value: 'revoked' }) as const)
  const token = await issueStatusList(
    { format: 'token', url: listUrl, ...period, entries },
    { signer },
  )
  return { url: listUrl, token, fetchedAt }
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
