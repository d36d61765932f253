import type { Clock } from '@fidecura/base'
import { createIssuer, historyUrlOf, type IssuedStore, type Issuer } from '@fidecura/credentials'
import {
  createDidDocument,
  type Did,
  generateSigner,
  type Signer,
  thumbprintOf,
} from '@fidecura/identity'
import type { LoopbackHost } from './loopback-host.ts'

/** An organisation that signs, and that serves its document and its status list on a real listener. */
export interface Organisation {
  readonly name: string
  readonly did: Did
  readonly signer: Signer
  /** Of the signing key, for accreditations to pin. */
  readonly thumbprint: string
  readonly issuer: Issuer
  readonly listUrl: string
  readonly historyUrl: string
  /** Signs list and history as they stand now and serves them. Returns what it serves. */
  publishStatus(): Promise<{ readonly list: string; readonly history: string }>
}

export interface OrganisationOptions {
  readonly name: string
  /** Its folder on the host, such as `hospital` or `hospital/cardiology`. */
  readonly path: string
  /** A `web` DID is hosted in that folder; a `key` DID is made of the key. */
  readonly method: 'web' | 'key'
  readonly host: LoopbackHost
  readonly store: IssuedStore
  readonly clock: Clock
}

export async function createOrganisation(options: OrganisationOptions): Promise<Organisation> {
  const { name, path, method, host, store, clock } = options
  const signer = await generateSigner(
    method === 'web' ? { did: host.didOf(path), fragment: 'key-1' } : {},
  )
  if (method === 'web') publishDocument(signer, path, host)
  const listPath = `${path}/status/1`
  const listUrl = host.urlOf(listPath)
  const historyUrl = historyUrlOf(listUrl)
  const issuer = createIssuer({ signer, store, clock, listUrl })
  const publishStatus = async (): ReturnType<Issuer['publish']> => {
    const published = await issuer.publish()
    const { list, history } = published
    host.publish(listPath, list, 'application/statuslist+jwt')
    host.publish(historyUrl.slice(host.origin.length + 1), history, 'application/jwt')
    return published
  }
  await publishStatus()
  const thumbprint = await thumbprintOf(signer.publicKey)
  const { did } = signer
  return { name, did, signer, thumbprint, issuer, listUrl, historyUrl, publishStatus }
}

function publishDocument({ did, publicKey }: Signer, path: string, host: LoopbackHost): void {
  const document = createDidDocument({ did, keys: [{ fragment: 'key-1', jwk: publicKey }] })
  host.publish(`${path}/did.json`, JSON.stringify(document), 'application/did+json')
}
