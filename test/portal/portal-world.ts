import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { allowLoopbackHttp, epochSeconds, type JsonObject, systemClock } from '@fidecura/base'
import { createGuardedFetch } from '@fidecura/base/node'
import { createSignInBridge } from '@fidecura/bridge'
import {
  createVerifier,
  issueCredential,
  issueStatusList,
  issueTrustBundle,
  credentialTypes as types,
} from '@fidecura/credentials'
import {
  createCommonResolver,
  createDidWebResolver,
  generateSigner,
  parseDid,
  resolveDidKey,
  type Signer,
  thumbprintOf,
} from '@fidecura/identity'
import { createMemorySessionStore, createOpenIdVerifier } from '@fidecura/openid/verifier'
import { openStore } from '@fidecura/store'
import { type Portal, startPortal } from '../../examples/clinic-portal/src/index.ts'
import { freePort } from '../free-port.ts'

/** A hospital with its bridge and its bundle, and the clinic of somebody else: each on a listener of loopback. */

const listUrl = 'https://hospital.example/status'
export const record = { system: 'urn:oid:2.999.1.1', value: 'R-4711' }

const monthSeconds = 30 * 86_400

export type PortalWorld = Awaited<ReturnType<typeof createPortalWorld>>

/** A credential, and the key that it is bound to. */
export interface Held {
  readonly token: string
  readonly signer: Signer
}

export async function createPortalWorld() {
  const hospital = await generateSigner()
  const state = { ahead: 0, suspended: [] as number[], isReachable: true, sequence: 0 }
  const clock = () => epochSeconds(systemClock() + state.ahead)
  const listNow = async () => {
    const [now, validUntil] = [clock(), epochSeconds(clock() + 3600)]
    const entries = state.suspended.map((index) => ({ index, value: 'suspended' }) as const)
    const content = {
      format: 'token',
      url: listUrl,
      issuedAt: now,
      validFrom: now,
      validUntil,
    } as const
    return {
      token: await issueStatusList({ ...content, entries }, { signer: hospital }),
      fetchedAt: now,
    }
  }
  const { patientIdentity, practitionerRole, practitionerLicence, issuingAccreditation } = types
  const roots = [
    {
      did: hospital.did,
      types: [patientIdentity, practitionerRole, practitionerLicence, issuingAccreditation],
    },
  ]
  const folder = mkdtempSync(join(tmpdir(), 'fidecura-portal-'))
  const store = await openStore(join(folder, 'store.db'))
  const [bridgeAt, hospitalAt, portalPort] = [
    await listening(),
    await listening(),
    await freePort(),
  ]
  const origin = `http://127.0.0.1:${portalPort}`
  const door = { [allowLoopbackHttp]: [origin, bridgeAt.origin, hospitalAt.origin] }
  const fetch = createGuardedFetch(door)

  hospitalAt.server.on('request', (async (_, outgoing) => {
    const now = clock()
    const lists = state.isReachable ? [{ url: listUrl, ...(await listNow()) }] : []
    const content = { sequence: ++state.sequence, issuedAt: now, documents: [], lists, chain: [] }
    const bundle = await issueTrustBundle(content, { signer: hospital })
    outgoing.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ bundle }))
  }) as RequestListener)

  const verifier = createVerifier({
    ...{ roots, resolve: resolveDidKey, clock, maxStatusAgeSeconds: 1 },
    status: { list: listNow },
  })
  const platform = (id: string, name: string, at: string) => ({
    ...{ id, name, redirectUris: [`${at}/signed-in`], backchannelLogoutUri: `${at}/signed-out` },
    scopes: ['patient', 'practitioner', 'profile', 'record'] as const,
  })
  const told: string[] = []
  const bridge = await createSignInBridge({
    fetch: async (url, init) => {
      told.push(new URLSearchParams(String(init?.body)).get('logout_token') ?? '')
      return await fetch(url, init)
    },
    ...{ issuer: bridgeAt.origin, verifier, documents: store.documents, clock },
    platforms: [
      platform('clinic', 'Hillview Clinic', origin),
      {
        ...platform('laboratory', 'Example Laboratory', origin),
        secret: 'only for tests of this very package',
      },
    ],
    signer: await generateSigner(),
    secret: new Uint8Array(32).fill(9),
    openid: createOpenIdVerifier({
      ...{ verifier, baseUrl: `${bridgeAt.origin}/wallet`, ...door },
      client: { prefix: 'decentralized_identifier', signer: await generateSigner() },
      sessions: createMemorySessionStore(),
    }),
    ...door,
  })
  bridgeAt.server.on('request', bridge.listener)

  const did = parseDid(`did:web:127.0.0.1%3A${portalPort}`)
  const signer = await generateSigner({ did, fragment: 'key-1' })
  const accreditation = await issue(hospital, {
    ...{ type: issuingAccreditation, subject: did, index: 1 },
    claims: {
      name: 'Hillview Clinic',
      types: [],
      depth: 0,
      keys: [await thumbprintOf(signer.publicKey)],
    },
  })
  const logged: string[] = []
  const portal: Portal = await startPortal({
    ...{ name: 'Hillview Clinic', origin, signer, clock, ...door },
    listen: { host: '127.0.0.1', port: portalPort },
    signIn: { issuer: bridgeAt.origin, clientId: 'clinic' },
    hospital: {
      ...{ did: hospital.did, name: 'Riverside Hospital', roots },
      ...{ bundleUrl: `${hospitalAt.origin}/bundle`, bundleSigner: hospital.publicKey },
    },
    accreditation: { accreditation },
    log: (line) => logged.push(line),
  })

  const web = createDidWebResolver({ fetch, ...door })
  const resolve = createCommonResolver({ fetch, methods: { web } })
  return {
    ...{ origin, bridge, portal, state, clock, verifier, hospital, logged, fetch, door, resolve },
    bridgeOrigin: bridgeAt.origin,
    /** Logout tokens, as the bridge has sent them. */
    told,
    /** A time in which everybody looks at the lists again. */
    async later(seconds = 46): Promise<void> {
      state.ahead += seconds
      await portal.renewTrust()
    },
    patient: async (value = record.value, index = 11): Promise<readonly Held[]> => {
      const own = await generateSigner()
      const claims = { record: { ...record, value }, name: 'Pat Example', method: 'in_person' }
      const token = await issue(hospital, { type: patientIdentity, holder: own, index, claims })
      return [{ token, signer: own }]
    },
    /** Role and licence; `seconds` is how long the role is valid. */
    doctor: async (index = 21, seconds = monthSeconds): Promise<readonly Held[]> => {
      const own = await generateSigner()
      const id = `urn:uuid:${randomUUID()}`
      const profession = {
        system: 'http://snomed.info/sct',
        code: '309343006',
        display: 'Physician',
      }
      const licence = await issue(hospital, {
        ...{ type: practitionerLicence, id, holder: own, index: index + 1 },
        claims: {
          ...{ name: 'Dr Ada Example', regulator: 'Example Board', profession },
          registration: { system: 'urn:oid:2.999.1.2', value: 'L-1' },
          ...{ jurisdiction: 'CN', standing: 'active' },
        },
      })
      const role = await issue(hospital, {
        ...{ type: practitionerRole, holder: own, index, seconds },
        claims: {
          name: 'Dr Ada Example',
          organisation: { did: hospital.did, name: 'Riverside Hospital' },
          department: { did: hospital.did, name: 'Cardiology' },
          ...{ profession, purposes: ['TREAT'], licence: { issuer: hospital.did, id } },
        },
      })
      return [role, licence].map((token) => ({ token, signer: own }))
    },
    async close(): Promise<void> {
      await portal.close()
      await Promise.all([bridgeAt.close(), hospitalAt.close()])
      await store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function issue(
  signer: Signer,
  about: {
    readonly type: string
    readonly id?: string
    readonly index: number
    readonly claims: JsonObject
    readonly seconds?: number
  } & ({ readonly holder: Signer } | { readonly subject: Signer['did'] }),
): Promise<string> {
  const { type, index, claims, id = `urn:uuid:${randomUUID()}`, seconds = monthSeconds } = about
  const from = epochSeconds(systemClock() - 60)
  const whose =
    'holder' in about
      ? { subject: about.holder.did, holderKey: about.holder.publicKey }
      : { subject: about.subject }
  const status = { kind: 'token', list: listUrl, index } as const
  const period = { issuedAt: from, validFrom: from, validUntil: epochSeconds(from + 60 + seconds) }
  const format = 'holder' in about ? 'dc+sd-jwt' : 'vc+jwt'
  return await issueCredential(
    { type, id, ...whose, claims, status, ...period },
    { signer, format },
  )
}

async function listening() {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const close = async (): Promise<void> => {
    server.close()
    server.closeAllConnections()
    if (server.listening) await once(server, 'close')
  }
  return { server, origin: `http://127.0.0.1:${port}`, close }
}
