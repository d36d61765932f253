import { readFile, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { allowLoopbackHttp } from '@fidecura/base'
import { isPrivateFile } from '@fidecura/base/node'
import { parseRequesterEvidence } from '@fidecura/consent/request'
import { type Did, didOf, parseDid, type Signer, thumbprintOf } from '@fidecura/identity'
import { createKeyFile, openKeyFile } from '@fidecura/identity/node'
import { parseSettings, type Settings } from './parse-settings.ts'
import type { PortalOptions } from './portal-options.ts'
import { type Rules, SettingsError } from './settings-field.ts'

/**
 * Reads the settings, and makes the key the first time.
 *
 * @param rules - From the command line: no file lets plain http through.
 * @throws SettingsError with what is to be done; IdentityError those of the key file.
 */
export async function readSettings(path: string, rules: Rules): Promise<PortalOptions> {
  const settings = readJson(await readText(path), path, (json) => parseSettings(json, rules))
  const beside = (file: string): string => resolve(dirname(path), file)
  const { name, origin, listen, hospital, staff } = settings
  const passphrase = await readSecret(beside(settings.passphraseFile))
  const did = parseDid(`did:web:${new URL(origin).host.replace(':', '%3A')}`)
  const signer = await openOrCreate(beside(settings.keyFile), passphrase, did)
  if (didOf(signer.keyId) !== did) {
    throw new SettingsError(`${settings.keyFile} is of another origin`)
  }
  const { clientSecretFile, ...signIn } = settings.signIn
  const secret =
    clientSecretFile === undefined ? undefined : await readSecret(beside(clientSecretFile))
  return {
    ...{ name, origin, listen, hospital, signer },
    ...(staff === undefined ? {} : { staff }),
    accreditation: await readAccreditation(beside(settings.accreditationFile), signer),
    signIn: { ...signIn, ...(secret === undefined ? {} : { clientSecret: secret }) },
    ...(rules.isLoopback ? { [allowLoopbackHttp]: plainOrigins(settings) } : {}),
  }
}

async function openOrCreate(file: string, passphrase: string, did: Did): Promise<Signer> {
  try {
    return await openKeyFile(file, { passphrase })
  } catch (error) {
    if ((error as { readonly code?: unknown }).code !== 'key_file_not_found') throw error
    return createKeyFile(file, { passphrase, did, fragment: 'key-1' })
  }
}

async function readAccreditation(
  file: string,
  { did, publicKey }: Signer,
): Promise<PortalOptions['accreditation']> {
  const text = await readText(file).catch(() => undefined)
  if (text === undefined) {
    const thumbprint = await thumbprintOf(publicKey)
    throw new SettingsError(
      `Have ${did} with the key ${thumbprint} accredited, and put that into ${file}`,
    )
  }
  const evidence = readJson(text, file, parseRequesterEvidence)
  if ('accreditation' in evidence) return evidence
  throw new SettingsError(`${file} holds no accreditation`)
}

/** Of the addresses that the settings name, which are on loopback where they are not https. */
function plainOrigins({ origin, signIn, hospital }: Settings): readonly string[] {
  const named = [origin, signIn.issuer, hospital.bundleUrl, hospital.walletUrl ?? '']
  return [
    ...new Set(named.filter((one) => one.startsWith('http:')).map((one) => new URL(one).origin)),
  ]
}

function readJson<T>(text: string, path: string, parse: (json: unknown) => T): T {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    // What the parser says quotes the file.
    throw new SettingsError(`${path} is not JSON`)
  }
  try {
    return parse(json)
  } catch (error) {
    const what = error instanceof SettingsError ? error.message : 'not what belongs here'
    throw new SettingsError(`${path} ${what}`)
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch {
    throw new SettingsError(`${path} cannot be read`)
  }
}

async function readSecret(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) throw new SettingsError(`${path} cannot be read`)
  // Pipes are of those who opened them.
  if (found.isFile() && !isPrivateFile(found)) {
    throw new SettingsError(`Others than its owner may read ${path}: chmod 600`)
  }
  const secret = (await readText(path)).trim()
  if (secret === '') throw new SettingsError(`${path} is empty`)
  return secret
}
