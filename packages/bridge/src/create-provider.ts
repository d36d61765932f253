import type { Clock, JsonObject } from '@fidecura/base'
import type { Documents } from '@fidecura/store'
import Provider, {
  type ClientMetadata,
  type ExternalSigningKey,
  type KoaContextWithOIDC,
} from 'oidc-provider'
import type { Accounts } from './accounts.ts'
import { oidcAdapter } from './oidc-adapter.ts'
import { knownScopes } from './person.ts'
import { crossDeviceAcr, sameDeviceAcr } from './platform/acr.ts'
import type { Secrets } from './secrets.ts'
import { problemPage } from './sign-in-page.ts'
import type { SignIns } from './sign-ins.ts'

/** What the provider stands on. */
export interface ProviderTerms {
  readonly issuer: string
  readonly clients: readonly ClientMetadata[]
  readonly key: ExternalSigningKey
  readonly documents: Documents
  readonly secrets: Secrets
  readonly accounts: Accounts
  readonly signIns: SignIns
  readonly signInSeconds: number
  readonly clock: Clock
}

/** Minutes are enough for a code to be shown and read. */
const interactionSeconds = 600
const tokenSeconds = 300

/** An OpenID provider that knows nobody by itself: who signs in is an interaction of ours. */
export function createProvider(terms: ProviderTerms): Provider {
  const { issuer, clients, key, documents, secrets, accounts, signIns, signInSeconds, clock } =
    terms
  const provider = new Provider(issuer, {
    adapter: (name: string) => oidcAdapter(name, documents, clock),
    clients: [...clients],
    jwks: { keys: [key] } as never,
    cookies: { keys: [secrets.cookieKey] },
    scopes: [...knownScopes],
    claims: {
      openid: ['sub', 'acr', 'amr', 'auth_time'],
      patient: ['patient'],
      record: ['patient'],
      practitioner: ['practitioner'],
      profile: ['name'],
    },
    acrValues: [sameDeviceAcr, crossDeviceAcr],
    responseTypes: ['code'],
    subjectTypes: ['pairwise'],
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    pkce: { required: () => true },
    // A token may be taken by whoever asks the userinfo endpoint, and by no page of another origin.
    clientBasedCORS: () => false,
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      // Nobody stays signed in here: each platform has the wallet asked anew, and so there is nothing to log out of.
      rpInitiatedLogout: { enabled: false },
      externalSigningSupport: { enabled: true, ack: 'experimental-01' },
    },
    ttl: {
      AccessToken: tokenSeconds,
      AuthorizationCode: 60,
      IdToken: tokenSeconds,
      Interaction: interactionSeconds,
      Session: signInSeconds,
      Grant: signInSeconds,
    },
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    async findAccount(_: unknown, id: string) {
      const signIn = await signIns.find(id)
      if (signIn === undefined) return undefined
      const { claims } = signIn
      return { accountId: id, claims: async () => ({ sub: id, ...(claims as JsonObject) }) }
    },
    async pairwiseIdentifier(_: unknown, id: string, client: { readonly clientId: string }) {
      const signIn = await signIns.findAny(id)
      // Never another name in its place: it would be somebody new for the platform.
      if (signIn === undefined || signIn.platform !== client.clientId) throw new Error('ended')
      return await accounts.subjectOf(signIn.account, client.clientId)
    },
    loadExistingGrant: (context: KoaContextWithOIDC) => grantOf(context),
    renderError(context: KoaContextWithOIDC, { error }: { readonly error: string }) {
      const { status, headers, body } = problemPage(context.req, error)
      for (const [name, value] of Object.entries(headers)) context.set(name, value)
      context.status = status
      context.body = body
    },
    // No platform is described by a URL, and logging out is ours: whatever it would fetch is a mistake.
    fetch: () => Promise.reject(new TypeError('nothing is fetched')),
  } as never)
  // Behind whatever ends TLS; what it says of host and scheme is replaced by the issuer's before.
  provider.proxy = true
  return provider
}

/** The wallet has shown the platform and what it learns, and that was agreed to: there is no second question. */
async function grantOf(context: KoaContextWithOIDC) {
  const { provider, session, client, params } = context.oidc
  const accountId = session?.accountId
  if (accountId === undefined || client === undefined) return undefined
  const grant = new provider.Grant({ accountId, clientId: client.clientId })
  grant.addOIDCScope(String(params?.['scope'] ?? 'openid'))
  await grant.save()
  return grant
}
