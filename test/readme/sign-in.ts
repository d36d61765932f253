import { systemClock } from '@fidecura/base'
import type { Platform } from '@fidecura/bridge'
import { createVerifier, type Verifier } from '@fidecura/credentials'
import { generateSigner, resolveDidKey as resolve, type Signer } from '@fidecura/identity'
import type { Documents } from '@fidecura/store'
import { store } from './setting.ts'

/** What the program in the README of the bridge is given. */

export { clock } from './setting.ts'
export const issuer = 'https://signin.hospital.example'
export const signer: Signer = await generateSigner({ algorithm: 'ES256' })
export const verifier: Verifier = createVerifier({
  roots: [{ did: signer.did, types: [] }],
  ...{ resolve, clock: systemClock },
})
export const secret: Uint8Array = crypto.getRandomValues(new Uint8Array(32))
export const documents: Documents = store.documents
export const platform: Platform = {
  id: 'clinic',
  name: 'Hillview Clinic',
  redirectUris: ['https://clinic.example/signed-in'],
  scopes: ['patient'],
}
