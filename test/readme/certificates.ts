import { createPublicKey } from 'node:crypto'
import type { EpochSeconds } from '@fidecura/base'
import {
  createDidDocument,
  generateSigner,
  parseDid,
  parseDidDocument,
  type ResolveDid,
  type Signer,
} from '@fidecura/identity'
import {
  certificate,
  nameOf,
  now,
  partyOf,
  pem,
  revocationList,
} from '../../packages/x5c/test/support/pki.ts'

/** What the program in the README of x5c is given: a hospital whose seal an authority has certified. */

const did = parseDid('did:web:hospital.example')
const authority = partyOf('Example Authority')

export const signer: Signer = await generateSigner({ did, fragment: 'seal' })
export const at: EpochSeconds = now
export const resolve: ResolveDid = async () => {
  const keys = [{ fragment: 'seal', jwk: signer.publicKey }]
  const document = parseDidDocument(createDidDocument({ did, keys }), did)
  return { did, document, resolvedAt: now, history: 'unknown' }
}

const publicKey = createPublicKey({ key: { ...signer.publicKey }, format: 'jwk' })
const name = nameOf([['2.5.4.10', 'Example Hospital']])
/** In PEM, as an authority hands them out. */
export const certificates: string = pem(
  certificate(
    { names: [{ dNSName: 'hospital.example' }] },
    { ...authority, name, publicKey },
    authority,
  ),
)
export const root: string = pem(certificate({ authority: true }, authority, authority))
export const crls: readonly Uint8Array[] = [revocationList({}, authority)]
