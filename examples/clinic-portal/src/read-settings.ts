import { readFile, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { isPrivateFile } from '@fidecura/base/node'
import { parseRequesterEvidence } from '@fidecura/consent/request'
import { didOf, parseDid, parsePublicJwk, thumbprintOf } from '@fidecura/identity'
import { createKeyFile, openKeyFile } from '@fidecura/identity/node'
import type { PortalOptions } from './portal-options.ts'

/** What an operator has to do before the portal can start. */
export class SettingsError extends Error {}

/** As it stands in `portal.json`: the options, with files in place of what is secret or long. */
interface Settings extends Pick<PortalOptions, 'name' | 'origin' | 'listen' | 'hospital'> {
  readonly signIn: {
    readonly issuer: string
    readonly clientId: string
    /** Readable by its owner alone. */
    readonly clientSecretFile?: string
  }
  readonly keyFile: string
  /** Opens the key. Readable by its owner alone, as the key file is. */
  readonly passphraseFile: string
  /** Evidence of a requester: `{ "accreditation": "…", "chain": ["…"] }`. */
  readonly accreditationFile: string
}

/**
 * Reads the settings, and makes the key the first time.
 *
 * @throws SettingsError with what is to be done; IdentityError those of the key file.
 */
export async function readSettings(path: string): Promise<PortalOptions> {
  const settings = (await readJson(path)) as Settings
  const beside = (file: string): string => resolve(dirname(path), file)
  const passphrase = await readSecret(beside(settings.passphraseFile))
  const did = parseDid(`did:web:${new URL(settings.origin).host.replace(':', '%3A')}`)
  const keyFile = beside(settings.keyFile)
  const signer = await openKeyFile(keyFile, { passphrase }).catch((error: unknown) => {
    if ((error as { readonly code?: unknown }).code !== 'key_file_not_found') throw error
    return createKeyFile(keyFile, { passphrase, did, fragment: 'key-1' })
  })
  if (didOf(signer.keyId) !== did)
    throw new SettingsError(`${settings.keyFile} is of another origin`)
  const accreditationFile = beside(settings.accreditationFile)
  const evidence = await readJson(accreditationFile).catch(async (error: unknown) => {
    if ((error as { readonly code?: unknown }).code !== 'ENOENT') throw error
    const thumbprint = await thumbprintOf(signer.publicKey)
    throw new SettingsError(
      `Have ${did} with the key ${thumbprint} accredited, and put that into ${accreditationFile}`,
    )
  })
  const accreditation = parseRequesterEvidence(evidence)
  if (!('accreditation' in accreditation))
    throw new SettingsError(`${accreditationFile} holds no accreditation`)
  const { clientSecretFile, ...signIn } = settings.signIn
  const secret =
    clientSecretFile === undefined ? undefined : await readSecret(beside(clientSecretFile))
  const { hospital } = settings
  const bundleSigner = parsePublicJwk(hospital.bundleSigner)
  return {
    ...{ name: settings.name, origin: settings.origin, listen: settings.listen },
    ...{ signer, accreditation, hospital: { ...hospital, bundleSigner } },
    signIn: { ...signIn, ...(secret === undefined ? {} : { clientSecret: secret }) },
  }
}

async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8')
  try {
    return JSON.parse(text)
  } catch {
    // What the parser says quotes the file.
    throw new SettingsError(`${path} is not JSON`)
  }
}

async function readSecret(path: string): Promise<string> {
  const found = await stat(path)
  // Pipes are of those who opened them.
  if (found.isFile() && !isPrivateFile(found))
    throw new SettingsError(`Others than its owner may read ${path}: chmod 600`)
  return (await readFile(path, 'utf8')).trim()
}
