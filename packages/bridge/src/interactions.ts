import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Clock, CodedError } from '@fidecura/base'
import { parsePractitionerRoleClaims } from '@fidecura/credentials'
import { didKeyOf, digestOf } from '@fidecura/identity'
import type { OpenIdVerifier, PresentedAnswer } from '@fidecura/openid/verifier'
import type { InteractionResults, Provider } from 'oidc-provider'
import type { Accounts } from './accounts.ts'
import { BridgeError } from './errors.ts'
import { askedPerson, personFrom, queryFor } from './person.ts'
import { crossDeviceAcr, sameDeviceAcr } from './platform/acr.ts'
import { type Diary, diaryOf } from './sign-in-diary.ts'
import type { SignedInPerson, WriteDownSignIn } from './sign-in-event.ts'
import { languageOf, type Page, type SignInStep, signInPage } from './sign-in-page.ts'
import { type SignInRequest, signInTransaction } from './sign-in-request.ts'
import type { Shown, SignIns } from './sign-ins.ts'
import { clientOf, type SigningInCall } from './signing-in-call.ts'
import { dropCookie, readCookie, setCookie } from './wallet-cookie.ts'

/** What an interaction needs. */
export interface InteractionTerms {
  readonly issuer: string
  readonly provider: Provider
  readonly openid: OpenIdVerifier
  readonly accounts: Accounts
  readonly signIns: SignIns
  readonly chain: () => readonly string[]
  readonly clock: Clock
  readonly audited: WriteDownSignIn
  readonly walletUrl?: string | undefined
}

/** One interaction: what was asked for, and where its browser is. */
interface Asked {
  readonly request: SignInRequest
  readonly path: string
  /** What a holder agrees to names it, so that no answer is brought to another. */
  readonly digest: string
  readonly diary: Diary
}

/**
 * Answers the browser of somebody who signs in, below `/interaction/<uid>`. Whoever it is has the cookie of the
 * provider for that path, or gets nothing.
 *
 * @returns The page to show; undefined: the answer was given.
 */
export async function answerBrowser(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  terms: InteractionTerms,
  call: SigningInCall,
): Promise<Page | undefined> {
  const { provider, issuer } = terms
  const { pathname, searchParams } = new URL(incoming.url ?? '/', issuer)
  const [, , uid = '', step = '', ...others] = pathname.split('/')
  const details = await provider.interactionDetails(incoming, outgoing)
  if (details.uid !== uid || others.length > 0) throw notThere()
  const path = `/interaction/${uid}`
  const finish = async (result: InteractionResults): Promise<undefined> => {
    dropCookie(outgoing, path)
    await provider.interactionFinished(incoming, outgoing, result)
    return undefined
  }
  const platform = String(details.params['client_id'])
  const digest = await digestOf(uid)
  const client = clientOf(incoming, call)
  const diary = diaryOf({ platform, signIn: digest, client }, terms)
  let request: SignInRequest
  try {
    request = requestOf(details.params, await provider.Client.find(platform))
  } catch (error) {
    if (!CodedError.is(error) || error.code !== 'bridge_scope_invalid') throw error
    await diary.refused(error.code)
    return await finish({ error: 'invalid_scope', error_description: 'not these together' })
  }
  const asked: Asked = { request, path, digest, diary }
  const asPage = (shown: SignInStep): Page => signInPage(request, path, shown)
  switch (`${incoming.method} ${step}`) {
    case 'GET ':
      return asPage({ kind: 'choose', refused: false })
    case 'POST ask':
      return asPage(await ask(await deviceOf(incoming), asked, terms, outgoing))
    case 'POST cancel':
      return await declined()
    case 'GET wait':
    case 'GET return':
      return await diary.during(goOn)
    default:
      throw notThere()
  }

  async function declined(): Promise<undefined> {
    await diary.refused('access_denied')
    return await finish({ error: 'access_denied', error_description: 'declined' })
  }

  async function goOn(): Promise<Page | undefined> {
    const [device = '', session = '', link = ''] = readCookie(incoming)
    const responseCode = searchParams.get('response_code') ?? undefined
    const answer = await terms.openid.collect(session, { responseCode })
    switch (answer.kind) {
      case 'waiting':
        if (answer.refused !== undefined) {
          await diary.refused(answer.refused)
          return asPage({ kind: 'choose', refused: true })
        }
        if (device !== 'other') return asPage({ kind: 'same', link })
        return asPage({ kind: searchParams.get('show') === 'text' ? 'text' : 'other', link })
      case 'declined':
        return await declined()
      case 'presented':
        return await finish(await signedIn(answer, asked, device, terms))
      default:
        answer satisfies never
        throw notThere()
    }
  }
}

/** As the provider has it. */
interface AskingPlatform {
  readonly clientId: string
  readonly clientName?: string | undefined
  readonly redirectUris?: readonly string[] | undefined
  readonly scope?: string | undefined
}

function wordsIn(value: unknown): readonly string[] {
  return typeof value === 'string' ? value.split(' ') : []
}

function requestOf(
  params: Readonly<Record<string, unknown>>,
  client: AskingPlatform | undefined,
): SignInRequest {
  if (client?.clientName === undefined) throw notThere()
  const { scope, redirect_uri: redirect, acr_values: acr, ui_locales: locales } = params
  // It may have been named anew since this was begun, and the provider looks at neither when it goes on.
  const may = new Set(client.scope?.split(' '))
  const isStill = client.redirectUris?.includes(String(redirect)) === true
  if (!isStill || !wordsIn(scope).every((each) => may.has(each))) throw notThere()
  const wanted = wordsIn(acr)
  const { clientId: id, clientName: name } = client
  return {
    platform: { id, name, origin: new URL(String(redirect)).origin },
    asked: askedPerson(String(scope ?? '')),
    mayBeElsewhere: wanted.length === 0 || wanted.includes(crossDeviceAcr),
    language: languageOf(typeof locales === 'string' ? locales : undefined),
  }
}

async function ask(
  device: 'same' | 'other',
  { request, path, digest: interaction, diary }: Asked,
  { issuer, openid, chain, walletUrl }: InteractionTerms,
  outgoing: ServerResponse,
): Promise<SignInStep> {
  // What is not offered is not done, either.
  if (device === 'other' && !request.mayBeElsewhere) throw notThere()
  await diary.started()
  const query = queryFor(request.asked)
  const { name: platform, origin } = request.platform
  const { session, link } = await openid.ask(query, {
    ...(device === 'same' ? { device, returnTo: `${issuer}${path}/return` } : { device }),
    chain: chain(),
    transactionData: [
      {
        type: signInTransaction,
        credentialIds: query.credentials.map(({ id }) => id),
        content: { platform, origin, device, interaction },
      },
    ],
    ...(walletUrl === undefined ? {} : { walletUrl }),
  })
  const value = [device, session, link].map(encodeURIComponent).join('|')
  setCookie(outgoing, issuer, path, value)
  return { kind: device, link }
}

async function signedIn(
  answer: PresentedAnswer,
  { request: { asked, platform }, digest, diary }: Asked,
  device: string,
  { accounts, signIns }: InteractionTerms,
): Promise<InteractionResults> {
  assertAgreed(answer, platform, digest)
  const { person: name, claims } = personFrom(answer, asked)
  const account = await accounts.accountOf(name)
  const shown = shownIn(answer, asked.as)
  const person = whoIn(answer, asked.as)
  const accountId = await signIns.open(
    { account, platform: platform.id, claims, shown, started: digest, person },
    diary.completed(person),
  )
  // What was agreed to says in which device the wallet was, and not what the browser says now.
  const isSame = answer.transactions.every(({ content }) => content['device'] === 'same')
  const acr = isSame && device === 'same' ? sameDeviceAcr : crossDeviceAcr
  return { login: { accountId, acr, amr: ['pop'], remember: false, ts: answer.presentation.now } }
}

/** Whoever has a browser may bring to one platform, or one sign-in, what somebody has agreed to for another. */
function assertAgreed(
  { transactions }: PresentedAnswer,
  { name, origin }: SignInRequest['platform'],
  interaction: string,
): void {
  const isOfThis = transactions.every(
    ({ content }) =>
      content['platform'] === name &&
      content['origin'] === origin &&
      content['interaction'] === interaction,
  )
  if (isOfThis && transactions.length === 1) return
  throw new BridgeError('bridge_person_unclear', 'Agreed to elsewhere', { place: 'transaction' })
}

function shownIn({ tokensByQuery }: PresentedAnswer, as: Shown['as']): Shown {
  const token = (id: string): string => {
    const [only] = tokensByQuery[id] ?? []
    if (only !== undefined) return only
    throw new BridgeError('bridge_person_unclear', 'Not shown', { place: id })
  }
  if (as === 'patient') return { as, identity: token('patient') }
  return { as, role: token('role'), licence: token('licence') }
}

/** By the DID that their credentials name, and the department of their role. */
function whoIn({ presentation, byQuery }: PresentedAnswer, as: Shown['as']): SignedInPerson {
  const did = presentation.holder ?? didKeyOf(presentation.holderKey)
  const [role] = byQuery['role'] ?? []
  if (as === 'patient' || role === undefined) return { as, did }
  return { as, did, department: parsePractitionerRoleClaims(role.claims).department.did }
}

const maxFormBytes = 256

async function deviceOf(incoming: IncomingMessage): Promise<'same' | 'other'> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > maxFormBytes) throw notThere()
    chunks.push(chunk)
  }
  const device = new URLSearchParams(Buffer.concat(chunks).toString('utf8')).get('device')
  if (device === 'same' || device === 'other') return device
  throw notThere()
}

function notThere(): BridgeError {
  return new BridgeError('bridge_options_invalid', 'Not there', { place: 'request' })
}
