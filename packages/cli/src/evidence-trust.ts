import { decodeHex, isJsonObject, type JsonObject, type JsonValue } from '@fidecura/base'
import { type NoteKey, parseNoteKey, type TreeHead, type TrustedWitness } from '@fidecura/evidence'
import type { Environment } from './environment.ts'
import { inFile, readJsonFile } from './located.ts'
import { wrongOption } from './options.ts'
import { UsageError } from './usage-error.ts'

/** Which logs count, who watches them, and how many of those must have signed. */
export interface TrustFile {
  readonly logs: readonly NoteKey[]
  readonly witnesses: {
    readonly witnesses: readonly NamedWitness[]
    readonly quorum: number
  }
}

/** A witness, and where it answers if it is to be asked. */
export interface NamedWitness extends TrustedWitness {
  readonly url: string | undefined
}

/**
 * Reads `{ logs: [KEY], witnesses: [{ key, operator, url }], quorum }`: the same file for those who deposit
 * and those who verify, and none of it comes from what is verified.
 */
export async function readTrustFile(path: string, environment: Environment): Promise<TrustFile> {
  const json = await readJsonFile(path, environment)
  return inFile(path, async () => {
    const { quorum } = assertMembers(json, '', ['logs', 'witnesses', 'quorum'])
    const logs = await Promise.all(
      listAt(json, 'logs').map((text, at) => keyFrom(text, `/logs/${at}`)),
    )
    const witnesses = await Promise.all(listAt(json, 'witnesses').map(readWitness))
    // No default: how many must have signed is what the whole file is about.
    if (typeof quorum !== 'number') throw unexpected('/quorum')
    return { logs, witnesses: { witnesses, quorum } }
  })
}

async function readWitness(value: JsonValue, at: number): Promise<NamedWitness> {
  const place = `/witnesses/${at}`
  const { key, operator, url } = assertMembers(value, place, ['key', 'operator', 'url'])
  if (typeof operator !== 'string' || operator === '') throw unexpected(`${place}/operator`)
  if (url !== undefined && typeof url !== 'string') throw unexpected(`${place}/url`)
  return { key: await keyFrom(key, `${place}/key`), operator, url }
}

/** `OPERATOR=KEY`: witnesses of one operator count once. */
export async function readWitnesses(texts: readonly string[]): Promise<readonly TrustedWitness[]> {
  return Promise.all(
    texts.map(async (text) => {
      const sign = text.indexOf('=')
      if (sign < 1) throw wrongOption('--witness', 'OPERATOR=KEY')
      return { operator: text.slice(0, sign), key: await parseNoteKey(text.slice(sign + 1)) }
    }),
  )
}

/** `SIZE=ROOT`: what a chain has of a log. */
export function readAnchor(text: string): TreeHead {
  const [, size, hex = ''] = /^([1-9]\d{0,14})=([0-9a-f]{64})$/.exec(text) ?? []
  const root = decodeHex(hex)
  if (size === undefined || root === undefined) throw wrongOption('--anchor', 'SIZE=ROOT')
  return { size: Number(size), root }
}

async function keyFrom(value: JsonValue | undefined, place: string): Promise<NoteKey> {
  if (typeof value !== 'string') throw unexpected(place)
  return parseNoteKey(value)
}

/** What is misspelt would else be left out in silence. */
function assertMembers(
  value: JsonValue | undefined,
  place: string,
  names: readonly string[],
): JsonObject {
  if (isJsonObject(value) && Object.keys(value).every((name) => names.includes(name))) return value
  throw unexpected(place)
}

function listAt(json: JsonObject, name: string): readonly JsonValue[] {
  const value = json[name]
  if (Array.isArray(value)) return value as readonly JsonValue[]
  throw unexpected(`/${name}`)
}

function unexpected(place: string): UsageError {
  return new UsageError('file_unexpected', 'Not what a file of trust holds', { place })
}
