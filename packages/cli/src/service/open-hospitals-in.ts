import type { Signer } from '@fidecura/identity'
import type { HospitalSettings, OpenHospitals, ServiceSettings } from '@fidecura/server'
import type { Services } from '../context.ts'
import { inFile } from '../located.ts'
import { backupsInto } from './backups-into.ts'
import { hospitalKeys } from './hospital-keys.ts'

/** Hospitals that are open, and whoever opens more of their keys. */
export interface HospitalsWithKeys extends OpenHospitals {
  readonly key: (settings: HospitalSettings, name: string) => Promise<Signer>
}

/** Opens the hospitals of a folder, with their keys. */
export async function openHospitalsIn(
  services: Services,
  settings: ServiceSettings,
): Promise<HospitalsWithKeys> {
  const { environment, output, messages } = services
  const { data: folder, origin, store } = settings
  const open = hospitalKeys(services, settings)
  output.progress(messages.service.opening)
  // With hono and zod behind it, which no other command is to wait for.
  const { keyPlaceOf, openHospitals } = await import('@fidecura/server')
  const { clock, fetch } = environment
  const opened = await inFile('--data', () =>
    openHospitals({
      ...{ folder, origin, clock, fetch, store },
      signer: (hospital, department, did, place) =>
        open({ hospital, name: department ?? 'hospital', did, place }),
      backup: backupsInto(settings, clock),
      noteSigner: (hospital, name, place) => open({ hospital, name, place }),
    }),
  )
  return {
    ...opened,
    key: (own, name) => open({ hospital: own.id, name, place: keyPlaceOf(own, name) }),
  }
}
