import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { CodedError, isJsonObject, type JsonObject, type JsonValue } from '@fidecura/base'
import type { TrustedRegister } from '@fidecura/consent'
import type { TrustedRoot } from '@fidecura/credentials'
import { type Did, isDid, type PublicJwk, parsePublicJwk } from '@fidecura/identity'
import { assertReadable, type Environment } from '../environment.ts'
import { readJsonFile } from '../located.ts'
import { replaceFile } from '../replace-file.ts'
import { UsageError } from '../usage-error.ts'

/** Whom a place believes. Only its operator writes it; nothing of it ever comes from a message or a bundle. */
export interface TrustFile {
  /** Each with the thumbprints of its only keys. */
  readonly roots: readonly Pinned<TrustedRoot>[]
  readonly registers: readonly Pinned<TrustedRegister>[]
  /** Who signs its trust bundles, with the very key: that of another than a did:key could only be found by a bundle. */
  readonly bundleSigner?: BundleSigner
}

type Pinned<Trusted> = Trusted & { readonly keys: readonly string[] }

interface BundleSigner {
  readonly did: Did
  readonly key: PublicJwk
}

const version = 'urn:fidecura:trust:1'
const emptyTrust: TrustFile = { roots: [], registers: [] }

/** In the folder of a place. */
export function trustPath(folder: string): string {
  return join(folder, 'trust.json')
}

/** @throws UsageError `trust_missing`, `file_unreadable`, `file_unexpected`. */
export async function readTrust(folder: string, environment: Environment): Promise<TrustFile> {
  const path = trustPath(folder)
  await assertTrustThere(folder)
  return parseTrust(await readJsonFile(path, environment), path)
}

/** Before anything is made in a folder that was mistyped. @throws UsageError `trust_missing`. */
export async function assertTrustThere(folder: string): Promise<void> {
  const place = trustPath(folder)
  const isThere = await stat(place).then(
    () => true,
    () => false,
  )
  if (!isThere)
    throw new UsageError('trust_missing', 'Nobody is trusted in this folder yet', { place })
}

/** As {@link readTrust}; a folder that has no such file yet believes nobody. */
export async function readTrustOrNone(
  folder: string,
  environment: Environment,
): Promise<TrustFile> {
  const isThere = await assertReadable(trustPath(folder)).then(
    () => true,
    () => false,
  )
  return isThere ? readTrust(folder, environment) : emptyTrust
}

/** Puts it in the place of the older one, as a whole. */
export function writeTrust(folder: string, trust: TrustFile): Promise<void> {
  return replaceFile(trustPath(folder), `${JSON.stringify({ version, ...trust }, undefined, 2)}\n`)
}

function parseTrust(json: JsonObject, path: string): TrustFile {
  const { version: written, roots, registers, bundleSigner, ...others } = json
  const fault = (place: string): UsageError =>
    new UsageError('file_unexpected', 'Not a file of whom to trust', { place: `${path} ${place}` })
  // A member that is misspelt could be the one that pins.
  if (written !== version || Object.keys(others).length > 0) throw fault('/version')
  if (!Array.isArray(roots) || roots.length > maxEntries) throw fault('/roots')
  if (!Array.isArray(registers) || registers.length > maxEntries) throw fault('/registers')
  return {
    roots: roots.map((root, n) => {
      const { did, keys, types } = entryOf(root, ['did', 'keys', 'types'], fault, `/roots/${n}`)
      if (!isTexts(types) || types.length === 0) throw fault(`/roots/${n}/types`)
      return { did, keys, types }
    }),
    registers: registers.map((register, n) => {
      const { did, keys } = entryOf(register, ['did', 'keys'], fault, `/registers/${n}`)
      return { did, keys }
    }),
    ...(bundleSigner === undefined ? {} : { bundleSigner: signerOf(bundleSigner, fault) }),
  }
}

const maxEntries = 256

function entryOf(
  json: JsonValue | undefined,
  members: readonly string[],
  fault: (place: string) => UsageError,
  place: string,
): { readonly did: Did; readonly keys: readonly string[]; readonly types: JsonValue | undefined } {
  if (!isJsonObject(json)) throw fault(place)
  const { did, keys, types } = json
  if (Object.keys(json).some((name) => !members.includes(name))) throw fault(place)
  if (typeof did !== 'string' || !isDid(did)) throw fault(`${place}/did`)
  const arePinned = isTexts(keys) && keys.length > 0 && keys.every((key) => /^[\w-]{43}$/.test(key))
  if (!arePinned) throw fault(`${place}/keys`)
  return { did, keys, types }
}

function signerOf(json: JsonValue, fault: (place: string) => UsageError): BundleSigner {
  const place = '/bundleSigner'
  if (!isJsonObject(json)) throw fault(place)
  const { did, key, ...others } = json
  if (typeof did !== 'string' || !isDid(did) || Object.keys(others).length > 0) throw fault(place)
  try {
    return { did, key: parsePublicJwk(key) }
  } catch (error) {
    if (CodedError.is(error)) throw fault(`${place}/key`)
    throw error
  }
}

function isTexts(json: JsonValue | undefined): json is string[] {
  return Array.isArray(json) && json.every((text) => typeof text === 'string')
}
