import { once } from 'node:events'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { allowLoopbackHttp, epochSeconds } from '@fidecura/base'
import { credentialTypes, decodeCredential } from '@fidecura/credentials'
import { type Did, parseDid, type Signer, thumbprintOf } from '@fidecura/identity'
import type { Hospital } from '@fidecura/server'

/** Somebody else's clinic of the examples, where people sign in with their wallets. */
export interface ExamplePortal {
  readonly origin: string
  /** What the bridge of the hospital is to know of it. */
  readonly platform: {
    readonly id: string
    readonly name: string
    readonly redirectUris: readonly string[]
    readonly backchannelLogoutUri: string
    readonly scopes: readonly ('patient' | 'practitioner' | 'profile' | 'record')[]
  }
  /** Once the hospital answers: the portal fetches whom to trust. */
  start(hospital: Hospital, service: PortalService): Promise<{ close(): Promise<void> }>
}

interface PortalService {
  /** Where the hospital answers, by number: nothing fetches from a name of loopback. */
  readonly service: string
  readonly bridge: string
  /** Where what is kept of the example lies. */
  readonly folder: string
}

/** What its module has; it is none of ours to import, as no clinic is. */
interface PortalModule {
  readonly startPortal: (options: object) => Promise<{ close(): Promise<void> }>
}

const name = 'Hillview Clinic'

/** @param module - The file of the portal's code. */
export function examplePortal(
  module: string,
  port: number,
  key: (name: string, did: Did) => Promise<Signer>,
): ExamplePortal {
  const origin = `http://127.0.0.1:${port}`
  return {
    origin,
    platform: {
      ...{ id: 'clinic', name, redirectUris: [`${origin}/signed-in`] },
      backchannelLogoutUri: `${origin}/signed-out`,
      scopes: ['patient', 'practitioner', 'profile', 'record'],
    },
    async start(hospital, { service, bridge, folder }) {
      const { startPortal } = (await import(pathToFileURL(module).href)) as PortalModule
      const signer = await key(`portal-${port}`, parseDid(`did:web:127.0.0.1%3A${port}`))
      const { settings, site } = hospital
      const base = `${service}/${settings.id}`
      const file = join(folder, 'portal', `accreditation-${port}.jwt`)
      return await startPortal({
        ...{ name, origin, signer, listen: { host: '127.0.0.1', port } },
        signIn: { issuer: bridge, clientId: 'clinic' },
        hospital: {
          ...{ did: site.did, name: settings.name, roots: settings.roots },
          ...{ bundleUrl: `${base}/api/v1/trust-bundle`, bundleSigner: site.signer.publicKey },
          walletUrl: `${hospital.origin}/${settings.id}/patient/`,
        },
        accreditation: {
          accreditation: await accreditationIn(file, hospital, signer),
          chain: site.chain,
        },
        [allowLoopbackHttp]: [origin, bridge, service, hospital.origin],
      })
    },
  }
}

const yearSeconds = 365 * 86_400

/** That the clinic is who it says, and nothing that it may issue: by the hospital, once. */
async function accreditationIn(
  file: string,
  { site, store, clock }: Hospital,
  signer: Signer,
): Promise<string> {
  const known = await readFile(file, 'utf8').catch(() => undefined)
  if (known !== undefined && (await isGood(known, clock()))) return known
  const now = clock()
  const { token } = await site.issuer(store).issue(
    {
      ...{ type: credentialTypes.issuingAccreditation, subject: signer.did, validFrom: now },
      validUntil: epochSeconds(now + yearSeconds),
      claims: { name, types: [], depth: 0, keys: [await thumbprintOf(signer.publicKey)] },
    },
    { format: 'vc+jwt' },
  )
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  await writeFile(file, token, { mode: 0o600 })
  return token
}

async function isGood(token: string, now: number): Promise<boolean> {
  const { credential } = await decodeCredential(token)
  return (credential.validUntil ?? 0) > now + 86_400
}

/** This port, or any other one that nobody has. */
export async function freePort(wanted: number): Promise<number> {
  for (const port of [wanted, 0]) {
    const server = createServer()
    try {
      server.listen(port, '127.0.0.1')
      await once(server, 'listening')
      return (server.address() as AddressInfo).port
    } catch {
      // Somebody has it.
    } finally {
      server.close()
    }
  }
  return wanted
}
