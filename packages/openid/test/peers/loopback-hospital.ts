import { allowLoopbackHttp, epochSeconds, type Fetch, systemClock } from '@fidecura/base'
import { createGuardedFetch } from '@fidecura/base/node'
import {
  createHttpStatusSource,
  createMemoryIssuedStore,
  createVerifier,
  credentialTypes,
  type Verifier,
} from '@fidecura/credentials'
import { createCommonResolver } from '@fidecura/identity'
import {
  type AuthorizationWish,
  type CredentialIssuer,
  createCredentialIssuer,
  createMemoryGrantStore,
} from '@fidecura/openid/issuer'
import type { WalletNetwork } from '@fidecura/openid/wallet'
import { createLoopbackHost, createOrganisation, type Organisation } from '@fidecura/testing'
import { serveLoopback } from './serve-loopback.ts'

const { patientIdentity } = credentialTypes
const recordSystem = 'urn:oid:2.999.1.1'

/** A hospital, its issuer behind a real server, and whoever trusts it. */
export interface LoopbackHospital {
  readonly url: string
  readonly hospital: Organisation
  readonly issuer: CredentialIssuer
  readonly verifier: Verifier
  readonly network: WalletNetwork
  /** Where the browser of a person who agrees to all is sent. */
  readonly redirectUri: string
  /** What the issuer of credentials says of a patient. */
  contentsOf(reference: string): Promise<{
    readonly claims: {
      readonly record: { readonly system: string; readonly value: string }
      readonly method: 'in_person'
    }
    readonly validFrom: ReturnType<typeof epochSeconds>
    readonly validUntil: ReturnType<typeof epochSeconds>
  }>
  /** In the place of our issuer, on the same server. */
  answerWith(handle: (request: Request) => Promise<Response>): void
  close(): Promise<void>
}

export async function createLoopbackHospital(): Promise<LoopbackHospital> {
  const [host, server] = [await createLoopbackHost(), await serveLoopback()]
  const clock = systemClock
  const hospital = await createOrganisation({
    name: 'Example Hospital',
    path: 'hospital',
    method: 'key',
    host,
    store: createMemoryIssuedStore(),
    clock,
  })
  const url = `${server.origin}/openid`
  const redirectUri = `${server.origin}/back`
  const door = { [allowLoopbackHttp]: [server.origin, host.origin] }
  const contentsOf: LoopbackHospital['contentsOf'] = async (reference) => ({
    claims: { record: { system: recordSystem, value: reference }, method: 'in_person' },
    validFrom: clock(),
    validUntil: epochSeconds(clock() + 180 * 86_400),
  })
  const issuer: CredentialIssuer = createCredentialIssuer({
    url,
    credentials: [{ id: 'identity', type: patientIdentity, issuer: hospital.issuer, contentsOf }],
    store: createMemoryGrantStore(),
    clock,
    signer: hospital.signer,
    authorization: {
      clients: [{ id: 'wallet', redirectUris: [redirectUri] }],
      signIn: async (wish: AuthorizationWish) =>
        new Response(null, {
          status: 303,
          headers: { location: await issuer.approve(wish.id, { reference: 'R-1' }) },
        }),
    },
    ...door,
  })
  server.answerWith(issuer.handle)
  const fetch: Fetch = createGuardedFetch(door)
  const resolve = createCommonResolver({ fetch, ...door })
  const verifier = createVerifier({
    roots: [{ did: hospital.did, types: [patientIdentity] }],
    resolve,
    status: createHttpStatusSource({ fetch, ...door }),
    clock,
  })
  const { answerWith } = server
  const network = { fetch, resolve, clock, ...door }
  const close = async (): Promise<void> => {
    await Promise.all([server.close(), host.close()])
  }
  const rest = { redirectUri, contentsOf, answerWith, close }
  return { url, hospital, issuer, verifier, network, ...rest }
}
