import { generateSigner, type Signer } from '@fidecura/identity'
import { createOrganisation, type Organisation } from '@fidecura/testing'
import type { Stage } from './stage.ts'

/** Everybody in the story. All of them are invented. */
export interface Cast {
  /** The root: the one DID that the platform of act four knows. */
  readonly authority: Organisation
  readonly hospital: Organisation
  readonly cardiology: Organisation
  readonly orthopaedics: Organisation
  /** Of cardiology. */
  readonly doctorA: Signer
  /** Of orthopaedics. */
  readonly doctorB: Signer
  readonly patient: Signer
  /** Somebody with a perfectly valid key of their own. */
  readonly stranger: Signer
}

export const names = {
  authority: 'Riverland Health Authority',
  hospital: 'Example Hospital',
  cardiology: 'Cardiology, Example Hospital',
  orthopaedics: 'Orthopaedics, Example Hospital',
  doctorA: 'Dr Ada Example',
  doctorB: 'Dr Ben Example',
  patient: 'Pat Example',
} as const

/** The patient's, as invented as the patient. */
export const birthDate = '1958-03-14'

/** Act one, first half: everybody makes their keys. */
export async function gatherCast({ clock, host, store }: Stage): Promise<Cast> {
  const found = (name: keyof typeof names, path: string): Promise<Organisation> =>
    createOrganisation({
      name: names[name],
      path,
      method: name === 'authority' ? 'key' : 'web',
      host,
      store: store.issued,
      clock: clock.now,
    })
  return {
    authority: await found('authority', 'authority'),
    hospital: await found('hospital', 'hospital'),
    cardiology: await found('cardiology', 'hospital/cardiology'),
    orthopaedics: await found('orthopaedics', 'hospital/orthopaedics'),
    doctorA: await generateSigner(),
    doctorB: await generateSigner({ method: 'jwk', algorithm: 'EdDSA' }),
    patient: await generateSigner(),
    stranger: await generateSigner(),
  }
}
