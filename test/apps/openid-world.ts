import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { allowLoopbackHttp, systemClock as clock, epochSeconds } from '@fidecura/base'
import { createSignInBridge, signInTransaction } from '@fidecura/bridge'
import { signConsentRequest } from '@fidecura/consent/request'
import {
  createIssuer,
  createMemoryIssuedStore,
  credentialTypes,
  type Issuer,
} from '@fidecura/credentials'
import {
  createDidDocument,
  generateSigner,
  parseDid,
  type Signer,
  thumbprintOf,
} from '@fidecura/identity'
import { consentRequestTransaction } from '@fidecura/openid'
import {
  type CredentialIssuer,
  createCredentialIssuer,
  createMemoryGrantStore,
} from '@fidecura/openid/issuer'
import {
  type AskOptions,
  createMemorySessionStore,
  createOpenIdVerifier,
  type DcqlQuery,
} from '@fidecura/openid/verifier'
import { withCertificateChain } from '@fidecura/x5c'
import { serveLoopback } from '../../packages/openid/test/peers/serve-loopback.ts'
import { hierarchy } from '../../packages/x5c/test/support/pki.ts'
import type { HospitalService } from './hospital-service.ts'
import { recordSystem } from './people.ts'

const { patientIdentity, practitionerLicence, practitionerRole } = credentialTypes
const { healthAssessment, issuingAccreditation } = credentialTypes
const daySeconds = 86_400

/** Whom an authority certifies, since yesterday. */
export async function certifiedClinic() {
  const period = { notBefore: clock() - daySeconds, notAfter: clock() + daySeconds }
  const names = [{ dNSName: 'clinic.example' }]
  const made = await hierarchy({ root: period, intermediate: period, leaf: { ...period, names } })
  const root = Buffer.from(made.ders.root).toString('base64')
  return { signer: withCertificateChain(made.signer, made.chain), root }
}

export type Places = Awaited<ReturnType<typeof openPlaces>>

/** Where an issuer, a clinic and a bridge will be. */
export async function openPlaces() {
  const [issuer, clinic, bridge] = [
    await serveLoopback(),
    await serveLoopback(),
    await openListener(),
  ]
  const all = [issuer, clinic, bridge]
  return {
    ...{ issuer, clinic, bridge },
    origins: all.map(({ origin }) => origin),
    close: async () => void (await Promise.all(all.map((place) => place.close()))),
  }
}

async function openListener() {
  let listener: RequestListener = (_, outgoing) => void outgoing.writeHead(503).end()
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answerBy: (other: RequestListener) => {
      listener = other
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

export type OpenIdWorld = Awaited<ReturnType<typeof createOpenIdWorld>>

/** A hospital that hands out and signs people in, and a clinic that asks: by OpenID, behind real listeners. */
export async function createOpenIdWorld({ example }: HospitalService, places: Places) {
  const hospital = example.hospitals.get('riverside')
  if (hospital === undefined) throw new Error('No hospital')
  const { site, verifier, store } = hospital
  const door = { [allowLoopbackHttp]: places.origins }
  const state: IssuingState = { later: 'pending', told: [] }
  const own = issuerAt(places, 'riverside', site.signer, site.issuer(store), state)
  const stranger = await generateSigner()
  const listUrl = 'https://stranger.example/status/1'
  const bank = createIssuer({ signer: stranger, store: createMemoryIssuedStore(), clock, listUrl })
  const unknown = issuerAt(places, 'stranger', stranger, bank, state)
  places.issuer.answerWith(async (request) => {
    const isStrange = new URL(request.url).pathname.includes('/stranger')
    const answer = await (isStrange ? unknown : own).handle(request)
    // Nobody here waits for a minute before they look again.
    if (answer.status !== 202) return answer
    const said = { ...((await answer.json()) as object), interval: 0.3 }
    return Response.json(said, { status: 202, headers: answer.headers })
  })

  // On loopback whoever asks for a consent is known by the origin that its DID names.
  const host = new URL(places.clinic.origin).host.replace(':', '%3A')
  const signer = await generateSigner({ did: parseDid(`did:web:${host}`), fragment: 'key-1' })
  const asking = (by: Signer, baseUrl: string) =>
    createOpenIdVerifier({
      ...{ verifier, baseUrl, sessions: createMemorySessionStore() },
      client: { prefix: 'decentralized_identifier', signer: by },
      ...door,
    })
  const clinic = asking(signer, `${places.clinic.origin}/openid`)
  const certified = (by: Signer) =>
    createOpenIdVerifier({
      ...{ verifier, baseUrl: `${places.clinic.origin}/certified` },
      ...{ sessions: createMemorySessionStore(), client: { prefix: 'x509_hash', signer: by } },
      ...door,
    })
  let certifiedNow = clinic
  const nobody = asking(await generateSigner(), `${places.clinic.origin}/nobody`)
  const document = createDidDocument({
    did: signer.did,
    keys: [{ fragment: 'key-1', jwk: signer.publicKey }],
  })
  places.clinic.answerWith(async (request) => {
    const { pathname } = new URL(request.url)
    const headers = { 'access-control-allow-origin': '*' }
    if (pathname === '/.well-known/did.json') return Response.json(document, { headers })
    if (pathname.startsWith('/certified/')) return await certifiedNow.handle(request)
    return await (pathname.startsWith('/nobody/') ? nobody : clinic).handle(request)
  })

  const { origin } = places.bridge
  const bridge = await createSignInBridge({
    ...{ issuer: origin, verifier, documents: store.documents, clock },
    signer: await generateSigner({ algorithm: 'ES256' }),
    openid: asking(site.signer, `${origin}/wallet`),
    platforms: [
      {
        ...{ id: 'clinic', name: 'Hillview Clinic' },
        redirectUris: [`${places.clinic.origin}/signed-in`],
        scopes: ['patient', 'profile', 'record'],
      },
    ],
    ...{ secret: new Uint8Array(32).fill(7), chain: () => site.chain },
    ...door,
  })
  places.bridge.answerBy(bridge.listener)

  const { token: accreditation } = await site.issuer(store).issue(
    {
      ...{ type: issuingAccreditation, subject: signer.did, holderKey: signer.publicKey },
      claims: {
        ...{ name: 'Hillview Clinic', types: [], depth: 0 },
        keys: [await thumbprintOf(signer.publicKey)],
      },
      ...period(),
    },
    { format: 'vc+jwt' },
  )

  return {
    ...{ hospital, state, clinic, nobody },
    /** What leads the clinic from its root to those who issued. */
    chain: [...new Set([site, ...hospital.departments.values()].flatMap((one) => one.chain))],
    /** The clinic asks in the name of a certificate. */
    askCertified: async (by: Signer, query: DcqlQuery) => {
      certifiedNow = certified(by)
      return await certifiedNow.ask(query, { device: 'other', chain: site.chain })
    },
    offer: (credential: 'identity' | 'later', reference: string, isStrange = false) =>
      (isStrange ? unknown : own).offer({ credentials: [credential], reference }),
    /** One that people sign in for, in a browser. */
    offerAfterSignIn: () =>
      own.offer({ credentials: ['identity'], reference: 'R-1', grant: 'authorization_code' }),
    /** A consent to two kinds of data, by a link that nobody else has. */
    async requestConsent(): Promise<AskOptions['transactionData']> {
      const now = clock()
      const link = crypto.randomUUID()
      const kinds = ['Observation', 'ImagingStudy']
      const system = 'http://hl7.org/fhir/resource-types'
      const types = kinds.map((code) => ({ system, code }))
      const request = await signConsentRequest(
        {
          id: `urn:uuid:${crypto.randomUUID()}`,
          ...{ audience: { link }, grantee: signer.did },
          ...{ controller: site.did, register: site.did },
          notice: { url: hospital.notice.url, digest: hospital.notice.digest },
          terms: {
            version: 'urn:fidecura:terms:1',
            rule: { effect: 'permit', conditions: { purposes: ['TREAT'], types }, children: [] },
          },
          ...{ issuedAt: now, validFrom: now, validUntil: epochSeconds(now + 90 * daySeconds) },
          expiresAt: epochSeconds(now + 3600),
        },
        { signer },
      )
      const content = { request, evidence: { accreditation, chain: [...site.chain] }, link }
      return [{ type: consentRequestTransaction, credentialIds: ['patient'], content }]
    },
  }
}

interface IssuingState {
  /** What the issuer says of what is to come later. */
  later: 'pending' | 'ready' | 'denied'
  readonly told: string[]
}

function issuerAt(
  places: Places,
  path: string,
  signer: Signer,
  issuer: Issuer,
  state: IssuingState,
): CredentialIssuer {
  const identity = (value: string) => ({
    claims: {
      ...{ record: { system: recordSystem, value }, method: 'in_person' },
      ...{ name: 'Pat Example', birthDate: '1958-03-14' },
    },
    ...period(),
  })
  return createCredentialIssuer({
    ...{ url: `${places.issuer.origin}/${path}`, signer, clock, store: createMemoryGrantStore() },
    names: [{ name: 'Riverside Hospital', locale: 'en' }],
    credentials: [
      {
        ...{ id: 'identity', type: patientIdentity, issuer },
        contentsOf: async (reference) => identity(reference),
      },
      {
        ...{ id: 'later', type: patientIdentity, issuer },
        contentsOf: async (reference) =>
          state.later === 'ready' ? identity(reference) : state.later,
      },
    ],
    authorization: { clients: [], signIn: async () => new Response(null, { status: 404 }) },
    onNotification: async ({ event }) => void state.told.push(event),
    [allowLoopbackHttp]: places.origins,
  })
}

function period() {
  return { validFrom: clock(), validUntil: epochSeconds(clock() + 180 * daySeconds) }
}

/** What a clinic asks of patients, of those who work somewhere, and what nobody here has. */
export const queries = {
  patient: queryFor({ patient: [patientIdentity, ['record']] }),
  doctor: queryFor({
    role: [practitionerRole, ['name', 'department']],
    licence: [practitionerLicence, ['registration']],
  }),
  assessment: queryFor({ assessment: [healthAssessment, ['outcome']] }),
}

function queryFor(
  wanted: Readonly<Record<string, readonly [type: string, claims: readonly string[]]>>,
): DcqlQuery {
  return {
    credentials: Object.entries(wanted).map(([id, [type, claims]]) => ({
      ...{ id, format: 'dc+sd-jwt', meta: { vct_values: [type] } },
      claims: claims.map((path) => ({ path: [path] })),
    })),
  }
}

/** As a bridge asks for a sign-in, whoever does. */
export function claimedSignIn(
  device: 'same' | 'other',
): NonNullable<AskOptions['transactionData']> {
  const content = { platform: 'Hillview Clinic', origin: 'https://hillview.example', device }
  return [{ type: signInTransaction, credentialIds: ['patient'], content }]
}
