import { join } from 'node:path'
import { openKeyFile } from '@fidecura/identity/node'
import type { OpenHospitals, ServiceSettings } from '@fidecura/server'
import type { Services } from '../context.ts'
import { readPassphrase } from '../environment.ts'
import { inFile } from '../located.ts'

/** Opens the hospitals of a folder, with the passphrase of their keys. */
export async function openHospitalsIn(
  { environment, output, messages }: Services,
  { data, origin, store, passphraseFile }: ServiceSettings,
): Promise<OpenHospitals> {
  const passphrase = await readPassphrase(environment, {
    prompt: messages.passphrasePrompt,
    ...(passphraseFile === undefined ? {} : { file: passphraseFile }),
  })
  output.progress(messages.service.opening)
  // With hono and zod behind it, which no other command is to wait for.
  const { openHospitals } = await import('@fidecura/server')
  const { clock, fetch } = environment
  const open = (hospital: string, name: string) => {
    const path = join(data, hospital, 'keys', `${name}.key`)
    return inFile(path, () => openKeyFile(path, { passphrase }))
  }
  return inFile('--data', () =>
    openHospitals({
      ...{ folder: data, origin, clock, fetch, store },
      signer: (hospital, department) => open(hospital, department ?? 'hospital'),
      noteSigner: open,
    }),
  )
}
