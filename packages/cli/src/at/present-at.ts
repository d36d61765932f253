import { type PresentationBundle, presentCredentials } from '@fidecura/credentials'
import type { Did } from '@fidecura/identity'
import { wrongOption } from '../options.ts'
import type { At } from './open-at.ts'
import { staffEvidence } from './standing.ts'

/** Role and licence of whoever is signed in, presented once, for one reading. */
export interface Presented {
  readonly role: string
  readonly audience: Did
  readonly nonce: string
  readonly presentation: PresentationBundle
}

/** Presents them to the hospital that was typed and to nobody else. */
export async function presentAt(at: At): Promise<Presented> {
  const { client, signer, place, services } = at
  const { role, licence, chain } = await staffEvidence(at)
  const { audience, nonce } = await client.challenge()
  if (audience !== place.did) throw wrongOption('--url')
  const presentation = await presentCredentials([role, licence], {
    ...{ signer, audience, nonce, chain, issuedAt: services.environment.clock() },
    disclose: 'all',
  })
  return { role, audience, nonce, presentation }
}
