import { stat } from 'node:fs/promises'
import { decodeUtf8, type JsonObject } from '@fidecura/base'
import { createDidDocument, type Did, type PublicJwk } from '@fidecura/identity'
import type { DidLogSettings, WitnessRule } from '@fidecura/identity/webvh'
import type { Command } from 'commander'
import { type Environment, readInput } from './environment.ts'
import { readJsonFile } from './located.ts'
import type { WebvhHelp } from './messages/help.ts'
import { missingOption, readDidOption, readWholeNumber } from './options.ts'
import { readPublicKey } from './public-key-file.ts'

export interface SettingsOptions {
  readonly updateKey?: readonly string[]
  readonly nextKey?: readonly string[]
  readonly witness?: readonly string[]
  readonly threshold?: string
  readonly ttl?: string
}

/** What `create` and `update` set alike. */
export function addSettingsOptions(command: Command, texts: WebvhHelp['settings']): Command {
  return command
    .option('--update-key <file...>', texts.updateKey)
    .option('--next-key <file...>', texts.nextKey)
    .option('--witness <did...>', texts.witness)
    .option('--threshold <count>', texts.threshold)
    .option('--ttl <seconds>', texts.ttl)
}

export async function readSettings(
  { updateKey, nextKey, witness, threshold, ttl }: SettingsOptions,
  environment: Environment,
): Promise<DidLogSettings> {
  if (threshold !== undefined && witness === undefined) throw missingOption('--witness')
  return {
    ...(updateKey === undefined ? {} : { updateKeys: await readKeys(updateKey, environment) }),
    ...(nextKey === undefined ? {} : { nextKeys: await readKeys(nextKey, environment) }),
    ...(witness === undefined ? {} : { witness: readWitness(witness, threshold) }),
    ...(ttl === undefined ? {} : { ttl: readWholeNumber(ttl, '--ttl') }),
  }
}

export function readKeys(
  files: readonly string[],
  environment: Environment,
): Promise<readonly PublicJwk[]> {
  return Promise.all(files.map(async (file) => (await readPublicKey(file, environment)).jwk))
}

/** Of all that are named, unless the threshold says fewer. */
function readWitness(
  witness: readonly string[],
  threshold: string | undefined,
): WitnessRule | 'none' {
  if (witness.length === 1 && witness[0] === 'none') return 'none'
  const witnesses = witness.map((did) => readDidOption(did, '--witness'))
  const count =
    threshold === undefined ? witnesses.length : readWholeNumber(threshold, '--threshold')
  return { threshold: count, witnesses }
}

export interface DocumentOptions {
  readonly documentKey?: readonly string[]
  readonly document?: string
}

export type DocumentWriter = (current: JsonObject, did: Did) => JsonObject

/** `--document` takes the place of the whole document, `--document-key` that of its keys. */
export async function readDocument(
  { documentKey, document }: DocumentOptions,
  environment: Environment,
): Promise<DocumentWriter | undefined> {
  const whole = document === undefined ? undefined : await readJsonFile(document, environment)
  if (documentKey === undefined) return whole && (() => whole)
  const keys = await Promise.all(documentKey.map((file) => readPublicKey(file, environment)))
  return (current, did) => ({ ...(whole ?? current), ...createDidDocument({ did, keys }) })
}

/** A file that others wrote in UTF-8, as it is. */
export async function readText(path: string, environment: Environment): Promise<string> {
  return decodeUtf8(await readInput(path, environment))
}

/** `undefined` where there is no such file yet. */
export async function readTextIfAny(
  path: string,
  environment: Environment,
): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined)
  return found === undefined ? undefined : readText(path, environment)
}
