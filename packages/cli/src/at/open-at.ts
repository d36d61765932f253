import { assertAllowedUrl, CodedError, type Fetch } from '@fidecura/base'
import { type Did, parseDid, proveSignIn, type Signer } from '@fidecura/identity'
import {
  createFidecuraClient,
  type FidecuraClient,
  type Principal,
  type RecordAccess,
} from '@fidecura/server/client'
import type { Command } from 'commander'
import type { Services } from '../context.ts'
import type { HelpTexts } from '../messages/help.ts'
import { wrongOption } from '../options.ts'
import { addKeyOptions, type KeyOptions, openSigner } from '../signing-key.ts'
import { type Power, readWallets, shownAtSignIn, type Wallet } from './wallet-file.ts'

export interface AtOptions extends KeyOptions {
  readonly url: string
  readonly wallet?: readonly string[]
  readonly inside?: boolean
  readonly yes?: boolean
  readonly record?: string
}

/** A hospital by its address. Nothing of it is taken from what answers there. */
interface Place {
  readonly origin: string
  /** Of the API. */
  readonly base: string
  /** Of the patients’ app. */
  readonly app: string
  /** The hospital: its DID is its address. */
  readonly did: Did
}

/** Somebody who is signed in at a hospital. */
export interface At {
  readonly services: Services
  readonly client: FidecuraClient
  readonly signer: Signer
  readonly wallet: Wallet
  readonly place: Place
  readonly as: Principal
}

export function addAtOptions(command: Command, help: HelpTexts): Command {
  const { at } = help
  return addKeyOptions(command.requiredOption('--url <url>', at.url), help, at.key)
    .option('--wallet <file...>', at.wallet)
    .option('--inside', at.inside)
}

/** Signs in, does something, and signs out again: no session outlives its command. */
export async function withHospital<T>(
  given: Services,
  options: AtOptions,
  work: (at: At) => Promise<T>,
): Promise<T> {
  const place = placeOf(options.url)
  const services = options.inside === true ? insideOf(given, place) : given
  const { environment } = services
  const wallet = await readWallets(options.wallet ?? [], environment)
  const signer = await openSigner(services, options)
  let session: string | undefined
  const fetch = fetchOf(environment.fetch)
  const client = createFidecuraClient({ base: place.base, fetch, session: () => session })
  const challenge = await client.challenge()
  const { origin, did: audience } = place
  const proof = await proveSignIn(challenge, { signer, origin, audience, now: environment.clock() })
  const opened = await client.signIn({ proof, ...(await shownAtSignIn(wallet, signer.did)) })
  session = opened.session
  try {
    return await work({ services, client, signer, wallet, place, as: opened.as })
  } finally {
    // It ends by itself soon, too: that it could not be ended now changes nothing of what was done.
    await client.signOut().catch(() => undefined)
  }
}

/** Whoever typed the address says that it lies in their own network. What is met there leads nowhere else inside. */
function insideOf(services: Services, { origin }: Place): Services {
  const { environment } = services
  return { ...services, environment: { ...environment, fetch: environment.fetchInside(origin) } }
}

function placeOf(url: string): Place {
  try {
    assertAllowedUrl(url)
  } catch (error) {
    throw CodedError.is(error) ? wrongOption('--url', 'https://hospital.example/riverside') : error
  }
  const { origin, host, pathname } = new URL(url)
  const [, id] = /^\/([a-z][a-z0-9-]{0,31})\/?$/.exec(pathname) ?? []
  if (id === undefined) throw wrongOption('--url', 'https://hospital.example/riverside')
  const did = parseDid(`did:web:${host.replace(':', '%3A')}:${id}`)
  return { origin, base: `${origin}/${id}/api/v1`, app: `${origin}/${id}/patient/`, did }
}

/** How long an answer may take: lists are published before a suspension is acknowledged. */
const timeoutMs = 60_000

/** The client is made for browsers; the network of the command follows nobody elsewhere. */
function fetchOf(fetch: Fetch): (url: string, init: RequestInit) => Promise<Response> {
  return (url, { method, headers, body, signal }) =>
    fetch(url, {
      headers: headers as Readonly<Record<string, string>>,
      redirect: 'manual',
      signal: signal ?? AbortSignal.timeout(timeoutMs),
      ...(method === 'POST' ? { method, body: body as string } : {}),
    })
}

/**
 * The record that `--record` names, or the only one in which the session may act.
 *
 * @param power - What is to be done there. Of two mandates about one record it is the one that allows it.
 */
export function recordOf(
  { as: { records } }: Pick<At, 'as'>,
  record: string | undefined,
  power?: Power,
): RecordAccess {
  const found = records.filter((each) => record === undefined || each.record.value === record)
  const own = found.filter((each) => each.as === 'patient')
  const possible = own.length > 0 ? own : found
  const values = new Set(possible.map((each) => each.record.value))
  const [first] = possible
  if (first === undefined || values.size > 1) {
    throw wrongOption('--record', ...new Set(records.map((each) => each.record.value)))
  }
  return possible.find(({ powers }) => power !== undefined && powers?.includes(power)) ?? first
}

/** For queries: one's own record needs no name. */
export function forRecord({ record }: Pick<AtOptions, 'record'>): { readonly record?: string } {
  return record === undefined ? {} : { record }
}
