import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { JsonObject } from '@fidecura/base'
import { type Did, parseDid, type Signer } from '@fidecura/identity'
import type { HospitalDraft, HospitalSettings, KeyPlace, ServiceSettings } from '@fidecura/server'
import type { Services } from '../context.ts'
import { makeKey } from '../custody/make-key.ts'
import { openKey, shownPlace } from '../custody/open-key.ts'
import { readPassphrase } from '../custody/read-passphrase.ts'

/** A key of a hospital: `hospital`, the id of a department, `log`, `witness`. */
interface HospitalKey {
  readonly hospital: string
  readonly name: string
  /** As the settings of the hospital say. */
  readonly place: KeyPlace
  /** Of an organisation; log and witness have none. */
  readonly did?: Did
}

/** Opens keys of hospitals where their settings say that they lie; files with one passphrase for all. */
export function hospitalKeys(
  services: Services,
  { data, passphraseFile }: ServiceSettings,
): (key: HospitalKey) => Promise<Signer> {
  const passphrase = passphraseOf(services, services.messages.passphrasePrompt, passphraseFile)
  return ({ hospital, name, place, did }) => {
    const use = did === undefined ? { method: 'key' as const } : { did, fragment }
    const where = place === 'file' ? join(data, hospital, 'keys', `${name}.key`) : place
    return openKey(services, where, passphrase, use)
  }
}

interface MadeKeys {
  /** Of the hospital. */
  readonly signer: Signer
  readonly facts: JsonObject
}

/**
 * Makes a key for the hospital and one for each department, where the draft says; files under one passphrase.
 *
 * @param hasLog - Whether it gets keys for a log, and for watching those of others, too.
 */
export async function makeHospitalKeys(
  services: Services,
  { data, origin, passphraseFile }: ServiceSettings,
  draft: HospitalDraft,
  hasLog: boolean,
): Promise<MadeKeys> {
  const { id, departments } = draft
  const passphrase = passphraseOf(services, services.messages.newPassphrasePrompt, passphraseFile)
  const { keyPlaceOf, noteKeysOf } = await import('@fidecura/server')
  const folder = join(data, id, 'keys')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const make = (name: string, options: object): Promise<Signer> => {
    const place = keyPlaceOf(draft, name)
    const where = place === 'file' ? join(folder, `${name}.key`) : place
    return makeKey(services, where, passphrase, options)
  }
  const hosted = (...path: readonly string[]) => ({ did: didOf(origin, path), fragment })
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
  const { clock } = services.environment
  return {
    signer,
    facts: { ...facts, ...(await noteKeysOf({ origin, id, clock }, { log, witness })) },
  }
}

/** The keys of a sign-in bridge: that of ID tokens, and that of its secret. */
export type SignInKeyName = 'sign-in' | 'sign-in-secret'

/**
 * Makes keys of a sign-in bridge, where the settings say; files under the passphrase of the hospital's other keys.
 *
 * @returns Where each lies, for people.
 */
export async function makeSignInKeys(
  services: Services,
  { data, passphraseFile }: ServiceSettings,
  settings: HospitalSettings,
  names: readonly SignInKeyName[],
): Promise<readonly string[]> {
  const passphrase = passphraseOf(services, services.messages.passphrasePrompt, passphraseFile)
  const { keyPlaceOf } = await import('@fidecura/server')
  const whereOf = (name: string): string => {
    const place = keyPlaceOf(settings, name)
    return place === 'file' ? join(data, settings.id, 'keys', `${name}.key`) : place
  }
  const own = whereOf('hospital')
  // One passphrase for all files: a mistyped one would only show when the service is to start.
  if (keyPlaceOf(settings, 'hospital') === 'file') await openKey(services, own, passphrase)
  for (const name of names) {
    const algorithm = name === 'sign-in' ? 'ES256' : 'EdDSA'
    await makeKey(services, whereOf(name), passphrase, { algorithm })
  }
  return names.map((name) => shownPlace(whereOf(name)))
}

const fragment = 'key-1'

/** Asked for with the first file that needs it, and once. */
function passphraseOf(
  { environment }: Services,
  prompt: string,
  file: string | undefined,
): () => Promise<string> {
  let known: Promise<string> | undefined
  return () => {
    known ??= readPassphrase(environment, { prompt, file })
    return known
  }
}

function didOf(origin: string, path: readonly string[]): Did {
  return parseDid(['did:web', new URL(origin).host.replace(':', '%3A'), ...path].join(':'))
}
