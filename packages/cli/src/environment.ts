import { mkdir, open, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { confirm } from '@clack/prompts'
import { type Clock, type Fetch, systemClock } from '@fidecura/base'
import { allowPrivateHttps, createGuardedFetch } from '@fidecura/base/node'
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
  /** The same, which also asks one origin that somebody has typed, wherever its address lies. */
  readonly fetchInside: (origin: string) => Fetch
  readonly language: Language
  /** Ends what goes on until somebody stops it. A process then no longer dies of the first signal. */
  readonly untilStopped: () => Promise<void>
}

export function processEnvironment(): Environment {
  const { LC_ALL, LC_MESSAGES, LANG } = process.env
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    variables: process.env,
    clock: systemClock,
    fetch: createGuardedFetch(),
    fetchInside: (origin) => createGuardedFetch({ [allowPrivateHttps]: [origin] }),
    language: languageOf(LC_ALL || LC_MESSAGES || LANG || ''),
    untilStopped,
  }
}

/** Whoever sends a second signal does not want to wait; one key may send the first of them twice. */
function untilStopped(): Promise<void> {
  return new Promise((done) => {
    let first: number | undefined
    const stop = (): void => {
      const now = performance.now()
      if (first !== undefined && now - first > 1000) process.exit(130)
      first ??= now
      done()
    }
    process.on('SIGINT', stop).on('SIGTERM', stop)
  })
}

const maxFileBytes = 4_194_304

/** Reads a file, or standard input for `-`. At most 4 MiB, unless more is said. */
export async function readInput(
  path: string,
  { stdin }: Pick<Environment, 'stdin'>,
  maxBytes: number = maxFileBytes,
): Promise<Uint8Array> {
  if (path === '-') return readAll(stdin, maxBytes)
  try {
    if ((await stat(path)).size > maxBytes) throw tooLarge(path)
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

/** Asks on the terminal. @throws {@link UsageError} `confirmation_missing`: there is none. */
export async function askWhether(
  message: string,
  { stdin: input, stderr: output }: Environment,
): Promise<boolean> {
  if (input.isTTY !== true) {
    throw new UsageError(
      'confirmation_missing',
      'Nobody to ask: run it in a terminal, or add this',
      {
        place: '--yes',
      },
    )
  }
  return (await confirm({ message, input, output, initialValue: false })) === true
}

/** Tells that a new file could not be made before the work that would fill it. */
export async function assertAbsent(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  if (found !== undefined) {
    throw new UsageError('file_exists', 'There is a file already', { place: path })
  }
}

/** Opens a file for reading by name, to tell a typing error before any work is done. */
export async function assertReadable(path: string): Promise<void> {
  try {
    await (await open(path, 'r')).close()
  } catch {
    throw new UsageError('file_unreadable', 'A file cannot be read', { place: path })
  }
}

async function readAll(stdin: Readable, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of stdin) {
    const bytes =
      typeof chunk === 'string' ? new TextEncoder().encode(chunk) : (chunk as Uint8Array)
    length += bytes.length
    if (length > maxBytes) throw tooLarge('-')
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}

function tooLarge(place: string): UsageError {
  return new UsageError('file_too_large', 'More bytes than the limit', { place })
}
