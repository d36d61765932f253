import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { JsonObject } from '@fidecura/base'
import { type Did, parseDid, type Signer } from '@fidecura/identity'
import { createKeyFile, openKeyFile } from '@fidecura/identity/node'
import type { HospitalDraft, ServiceSettings } from '@fidecura/server'
import type { Services } from '../context.ts'
import { readPassphrase } from '../environment.ts'
import { inFile } from '../located.ts'

/** Opens keys of a hospital, with one passphrase for all. */
export async function hospitalKeys(
  { environment, messages }: Services,
  { data, passphraseFile }: ServiceSettings,
  hospital: string,
): Promise<(department: string | undefined) => Promise<Signer>> {
  const passphrase = await readPassphrase(environment, {
    prompt: messages.passphrasePrompt,
    ...(passphraseFile === undefined ? {} : { file: passphraseFile }),
  })
  return (department) => {
    const path = join(data, hospital, 'keys', `${department ?? 'hospital'}.key`)
    return inFile(path, () => openKeyFile(path, { passphrase }))
  }
}

interface MadeKeys {
  /** Of the hospital. */
  readonly signer: Signer
  readonly facts: JsonObject
}

/**
 * Makes a key for the hospital and one for each department, under one passphrase.
 *
 * @param hasLog - Whether it gets keys for a log, and for watching those of others, too.
 */
export async function makeHospitalKeys(
  { environment, messages }: Services,
  { data, origin, passphraseFile }: ServiceSettings,
  { id, departments }: HospitalDraft,
  hasLog: boolean,
): Promise<MadeKeys> {
  const passphrase = await readPassphrase(environment, {
    prompt: messages.newPassphrasePrompt,
    ...(passphraseFile === undefined ? {} : { file: passphraseFile }),
  })
  const folder = join(data, id, 'keys')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const make = (name: string, options: object): Promise<Signer> => {
    const path = join(folder, `${name}.key`)
    return inFile(path, () => createKeyFile(path, { passphrase, ...options }))
  }
  const hosted = (...path: readonly string[]) => ({ did: didOf(origin, path), fragment: 'key-1' })
  const signer = await make('hospital', hosted(id))
  const made: JsonObject[] = []
  for (const { id: name } of departments) {
    made.push({ id: name, did: (await make(name, hosted(id, name))).did })
  }
  const facts = { departments: made }
  if (!hasLog) return { signer, facts }
  const [log, witness] = [
    await make('log', { algorithm: 'EdDSA' }),
    await make('witness', { algorithm: 'EdDSA' }),
  ]
  const { noteKeysOf } = await import('@fidecura/server')
  const { clock } = environment
  return {
    signer,
    facts: { ...facts, ...(await noteKeysOf({ origin, id, clock }, { log, witness })) },
  }
}

function didOf(origin: string, path: readonly string[]): Did {
  return parseDid(['did:web', new URL(origin).host.replace(':', '%3A'), ...path].join(':'))
}
