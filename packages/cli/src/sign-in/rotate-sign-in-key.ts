import { CodedError } from '@fidecura/base'
import type { Signer } from '@fidecura/identity'
import type { ServiceSettings } from '@fidecura/server'
import type { Services } from '../context.ts'
import { shownPlace } from '../custody/open-key.ts'
import { makeSignInKeys, type SignInKeyName } from '../service/hospital-keys.ts'
import { openHospitalsIn } from '../service/open-hospitals-in.ts'
import { UsageError } from '../usage-error.ts'
import { signInSecretOf } from './sign-in-secret.ts'

/**
 * Has the store of a hospital take another key of its sign-in bridge; the other one must be the one that it knows. The
 * new one lies where the settings say, or is made there.
 *
 * @returns Where it lies, for people.
 * @throws BridgeError `bridge_keys_differ`; UsageError `file_unexpected`: there is no such hospital.
 */
export async function rotateSignInKey(
  services: Services,
  settings: ServiceSettings,
  { hospital: id, name }: { readonly hospital: string; readonly name: SignInKeyName },
): Promise<string> {
  const [{ fingerprintsOf, rotateKeys }, { keyPlaceOf }] = await Promise.all([
    import('@fidecura/bridge'),
    import('@fidecura/server'),
  ])
  const opened = await openHospitalsIn(services, settings)
  try {
    const hospital = opened.hospitals.get(id)
    if (hospital === undefined) {
      throw new UsageError('file_unexpected', 'No such hospital', { place: id })
    }
    const key = (each: SignInKeyName): Promise<Signer> => opened.key(hospital.settings, each)
    try {
      await key(name)
    } catch (error) {
      if (!isAbsent(error)) throw error
      await makeSignInKeys(services, settings, hospital.settings, [name])
    }
    const { publicKey } = await key('sign-in')
    const own = await fingerprintsOf(publicKey, await signInSecretOf(await key('sign-in-secret')))
    const { store, clock, settings: kept } = hospital
    const changing = name === 'sign-in' ? 'signer' : 'secret'
    await rotateKeys(store.documents, own, { changing, now: clock() })
    const place = keyPlaceOf(kept, name)
    return place === 'file' ? `${name}.key` : shownPlace(place)
  } finally {
    await opened.close()
  }
}

function isAbsent(error: unknown): boolean {
  return CodedError.is(error) && ['key_file_not_found', 'key_not_found'].includes(error.code)
}
