import { join, resolve } from 'node:path'
import type { ServiceSettings } from '@fidecura/server'
import type { Services } from '../context.ts'
import { readSecret } from '../custody/read-secret.ts'
import { inFile } from '../located.ts'
import type { HospitalsWithKeys } from '../service/open-hospitals-in.ts'
import { assertApart, type OpenSignIn, openSignIn } from './open-sign-in.ts'

/** Opens the bridges of all hospitals whose settings name one. */
export async function openSignIns(
  { environment }: Services,
  { data, rateLimits }: Pick<ServiceSettings, 'data' | 'rateLimits'>,
  { hospitals, key }: HospitalsWithKeys,
): Promise<readonly OpenSignIn[]> {
  const found: OpenSignIn[] = []
  for (const [id, hospital] of hospitals) {
    const folder = join(data, id)
    const opened = await inFile(join(folder, 'hospital.json'), async () => {
      const signIn = await openSignIn(hospital, {
        key: (name) => key(hospital.settings, name),
        readSecret: (file) => readSecret(resolve(folder, file), environment),
        rateLimits,
      })
      if (signIn !== undefined) assertApart([...found, signIn])
      return signIn
    })
    if (opened !== undefined) found.push(opened)
  }
  return found
}
