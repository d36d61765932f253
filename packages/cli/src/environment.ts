import { mkdir, open, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { isCancel, password } from '@clack/prompts'
import { type Clock, epochSeconds, type Fetch } from '@fidecura/base'
import { createGuardedFetch } from '@fidecura/base/node'
import { type Language, languageOf } from './messages/messages.ts'
import { UsageError } from './usage-error.ts'

/** Where the clock, the network, the files and the person come into the command. */
export interface Environment {
  readonly stdin: Readable & { readonly isTTY?: boolean }
  readonly stdout: Writable
  readonly stderr: Writable
  readonly variables: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  readonly fetch: Fetch
  readonly language: Language
}

export function processEnvironment(): Environment {
  const { LC_ALL, LC_MESSAGES, LANG } = process.env
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    variables: process.env,
    clock: () => epochSeconds(Math.floor(Date.now() / 1000)),
    fetch: createGuardedFetch(),
    language: languageOf(LC_ALL || LC_MESSAGES || LANG || ''),
  }
}

const maxFileBytes = 4_194_304

/** Reads a file, or standard input for `-`. At most 4 MiB. */
export async function readInput(path: string, { stdin }: Environment): Promise<Uint8Array> {
  if (path === '-') return readAll(stdin)
  try {
    if ((await stat(path)).size > maxFileBytes) throw tooLarge()
    return await readFile(path)
  } catch (error) {
    if (UsageError.is(error)) throw error
    throw new UsageError('file_unreadable', 'A file cannot be read', { place: path })
  }
}

/** A token, without the line break that editors add. */
export async function readToken(path: string, environment: Environment): Promise<string> {
  return new TextDecoder().decode(await readInput(path, environment)).trim()
}

/** Writes a new file, readable by its owner alone, and makes the folders on the way. */
export async function writeNew(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, content, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    const exists = (error as { readonly code?: unknown } | null)?.code === 'EEXIST'
    throw exists
      ? new UsageError('file_exists', 'There is a file already', { place: path })
      : new UsageError('file_unwritable', 'A file cannot be written', { place: path })
  }
}

/** From a file, the environment or the terminal: never from argv, which every process can read. */
export async function readPassphrase(
  environment: Environment,
  options: { readonly file?: string; readonly prompt: string },
): Promise<string> {
  if (options.file !== undefined) return readToken(options.file, environment)
  const fromVariable = environment.variables['FIDECURA_PASSPHRASE']
  if (fromVariable !== undefined && fromVariable !== '') return fromVariable
  if (environment.stdin.isTTY === true) {
    const answer = await password({ message: options.prompt, input: environment.stdin })
    if (!isCancel(answer)) return answer
  }
  throw new UsageError('passphrase_missing', 'Use --passphrase-file or FIDECURA_PASSPHRASE')
}

/** Opens a file for reading by name, to tell a typing error before any work is done. */
export async function assertReadable(path: string): Promise<void> {
  try {
    await (await open(path, 'r')).close()
  } catch {
    throw new UsageError('file_unreadable', 'A file cannot be read', { place: path })
  }
}

async function readAll(stdin: Readable): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of stdin) {
    const bytes =
      typeof chunk === 'string' ? new TextEncoder().encode(chunk) : (chunk as Uint8Array)
    length += bytes.length
    if (length > maxFileBytes) throw tooLarge()
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}

function tooLarge(): UsageError {
  return new UsageError('file_too_large', 'More than 4 MiB')
}
