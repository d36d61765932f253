import { type EpochSeconds, epochSeconds, type Fetch } from '@fidecura/base'
import {
  createHttpStatusSource,
  createIssuer,
  createMemoryIssuedStore,
  createVerifier,
  credentialTypes,
  historyUrlOf,
  type Issuer,
  type Verifier,
} from '@fidecura/credentials'
import {
  createCommonResolver,
  createDidDocument,
  type Did,
  generateSigner,
  parseDid,
  type ResolveDid,
  type Signer,
  thumbprintOf,
} from '@fidecura/identity'
import {
  type CredentialIssuer,
  type CredentialIssuerOptions,
  createCredentialIssuer,
  createMemoryGrantStore,
  type DescribedCredential,
  type IssuableCredential,
} from '@fidecura/openid/issuer'
import type { WalletNetwork } from '@fidecura/openid/wallet'
import { createTestClock, type TestClock } from '@fidecura/testing'

const { issuingAccreditation, patientIdentity } = credentialTypes
const recordSystem = 'urn:oid:2.999.1.1'

type Described = Extract<IssuableCredential, DescribedCredential>

/** A hospital that hands out identities of patients, a wallet's way to it, and who verifies them. */
export interface Hospital {
  readonly url: string
  readonly clock: TestClock
  readonly signer: Signer
  readonly issuer: CredentialIssuer
  /** Whatever is fetched or posted goes through it. */
  readonly network: WalletNetwork
  readonly verifier: Verifier
  readonly chain: readonly string[]
  /** What went over the network, latest last. */
  readonly sent: readonly { readonly url: string; readonly body: string }[]
  readonly credential: Described
  readonly bank: Issuer
  /** The root itself, which may issue the same. */
  readonly authority: Issuer
}

export interface HospitalOptions {
  /** A `web` DID stands on the hospital's host; a `key` DID signs the metadata. Default: key. */
  readonly method?: 'web' | 'key'
  readonly issuing?: Partial<CredentialIssuerOptions>
  /** In the place of the hospital's answer. */
  readonly intercept?: (
    request: Request,
    handle: (request: Request) => Promise<Response>,
  ) => Promise<Response>
  readonly credential?: Partial<Described>
}

export const noon = epochSeconds(1_800_014_400)
export const url = 'https://hospital.example/openid'

export async function createHospital(options: HospitalOptions = {}): Promise<Hospital> {
  const clock = createTestClock(noon)
  const pages = new Map<string, string>()
  const sent: { url: string; body: string }[] = []
  const { method = 'key', intercept = (request, handle) => handle(request) } = options
  const host = new Map<string, (request: Request) => Promise<Response>>()
  const fetch: Fetch = async (to, { headers, method: verb = 'GET', body }) => {
    sent.push({ url: to, body: typeof body === 'string' ? body : '' })
    const page = pages.get(to)
    if (page !== undefined) return new Response(page)
    const handle = host.get(new URL(to).host)
    if (handle === undefined) return new Response('', { status: 404 })
    const request = new Request(to, {
      method: verb,
      headers,
      ...(body === undefined ? {} : { body }),
    })
    return intercept(request, handle)
  }
  const resolve: ResolveDid = createCommonResolver({ fetch })
  const authority = await organisation('authority.example', undefined, clock, pages)
  const did = method === 'web' ? parseDid('did:web:hospital.example') : undefined
  const hospital = await organisation('hospital.example', did, clock, pages)
  const accreditation = await authority.bank.issue(
    {
      type: issuingAccreditation,
      subject: hospital.signer.did,
      claims: {
        name: 'Example Hospital',
        types: [patientIdentity],
        depth: 0,
        recordSystems: [recordSystem],
        keys: [await thumbprintOf(hospital.signer.publicKey)],
      },
      ...period(clock.now()),
    },
    { format: 'vc+jwt' },
  )
  await Promise.all([authority.publish(), hospital.publish()])
  const credential: Described = {
    id: 'identity',
    type: patientIdentity,
    issuer: hospital.bank,
    names: [
      { name: 'Patient identity', locale: 'en' },
      { name: '患者身份凭证', locale: 'zh-CN' },
    ],
    contentsOf: async (reference) => ({
      claims: { record: { system: recordSystem, value: reference }, method: 'in_person' },
      ...period(clock.now()),
      about: reference,
    }),
    ...options.credential,
  }
  const issuer = createCredentialIssuer({
    url,
    credentials: [credential],
    store: createMemoryGrantStore(),
    clock: clock.now,
    names: [{ name: 'Example Hospital', locale: 'en' }],
    ...(method === 'key' ? { signer: hospital.signer } : {}),
    ...options.issuing,
  })
  host.set('hospital.example', issuer.handle)
  const verifier = createVerifier({
    roots: [{ did: authority.signer.did, types: [issuingAccreditation, patientIdentity] }],
    resolve,
    status: createHttpStatusSource({ fetch }),
    clock: clock.now,
  })
  const network = { fetch, resolve, clock: clock.now }
  const chain = [accreditation.token]
  const { signer, bank } = hospital
  const said = { url, clock, signer, issuer, network, verifier, chain, sent, credential, bank }
  return { ...said, authority: authority.bank }
}

export function period(now: EpochSeconds) {
  return { validFrom: now, validUntil: epochSeconds(now + 180 * 86_400) }
}

async function organisation(
  host: string,
  did: Did | undefined,
  clock: TestClock,
  pages: Map<string, string>,
) {
  const signer = await generateSigner(did === undefined ? {} : { did, fragment: 'key-1' })
  const listUrl = `https://${host}/status/1`
  const store = createMemoryIssuedStore()
  const bank = createIssuer({ signer, store, clock: clock.now, listUrl })
  if (did !== undefined) {
    const keys = [{ fragment: 'key-1', jwk: signer.publicKey }]
    const document = JSON.stringify(createDidDocument({ did, keys }))
    pages.set(`https://${host}/.well-known/did.json`, document)
  }
  const publish = async (): Promise<void> => {
    const { list, history } = await bank.publish()
    pages.set(listUrl, list).set(historyUrlOf(listUrl), history)
  }
  return { signer, bank, publish }
}
