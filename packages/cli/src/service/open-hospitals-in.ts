import { join } from 'node:path'
import { openKeyFile } from '@fidecura/identity/node'
import type { OpenHospitals } from '@fidecura/server'
import type { Services } from '../context.ts'
import { readPassphrase } from '../environment.ts'
import { inFile } from '../located.ts'

/** Where hospitals are kept, and where everybody reaches them. */
export interface HospitalsOptions {
  readonly data: string
  readonly origin: string
  readonly passphraseFile?: string
}

/** Opens the hospitals of a folder, with the passphrase of their keys. */
export async function openHospitalsIn(
  { environment, output, messages }: Services,
  { data, origin, passphraseFile }: HospitalsOptions,
): Promise<OpenHospitals> {
  const passphrase = await readPassphrase(environment, {
    prompt: messages.passphrasePrompt,
    ...(passphraseFile === undefined ? {} : { file: passphraseFile }),
  })
  output.progress(messages.service.opening)
  // With hono and zod behind it, which no other command is to wait for.
  const { openHospitals } = await import('@fidecura/server')
  const { clock, fetch } = environment
  return inFile('--data', () =>
    openHospitals({
      ...{ folder: data, origin, clock, fetch },
      signer: (hospital, department) => {
        const path = join(data, hospital, 'keys', `${department ?? 'hospital'}.key`)
        return inFile(path, () => openKeyFile(path, { passphrase }))
      },
    }),
  )
}
