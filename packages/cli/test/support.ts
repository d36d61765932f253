import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, type Readable } from 'node:stream'
import { type EpochSeconds, epochSeconds, type Fetch, type JsonObject } from '@fidecura/base'
import { type Environment, type ExitCode, runProgram } from '@fidecura/cli'
import { createTestClock, type TestClock } from '@fidecura/testing'
import { afterAll, afterEach } from '@jest/globals'

const folders: string[] = []
const kept: string[] = []

afterEach(() => removeAll(folders))
afterAll(() => removeAll(kept))

function removeAll(paths: string[]): void {
  for (const path of paths.splice(0)) rmSync(path, { recursive: true })
}

export const noon: EpochSeconds = epochSeconds(1_800_000_000)
export const passphrase = 'correct horse battery'

/** What one command line left behind. */
export interface Run {
  readonly code: ExitCode
  readonly stdout: string
  readonly stderr: string
  /** The one document that `--json` printed. */
  readonly json: JsonObject
}

interface RunOptions {
  readonly language?: Environment['language']
  readonly variables?: Environment['variables']
  readonly stdin?: Environment['stdin']
  readonly fetch?: Fetch
  readonly untilStopped?: Environment['untilStopped']
}

/** A folder of its own, a clock that stands still, and no network. */
export interface Desk {
  readonly clock: TestClock
  readonly folder: string
  path(name: string): string
  write(name: string, content: string | Uint8Array | JsonObject): string
  read(name: string): string
  run(args: readonly string[], options?: RunOptions): Promise<Run>
  /** Fails the test unless the command said yes. */
  yes(args: readonly string[], options?: RunOptions): Promise<Run>
  /** Makes a key file; returns its DID. */
  newKey(name: string, ...more: readonly string[]): Promise<string>
}

/** Keeps the folder until the last test, for others to begin with a copy of it. */
export function createTemplateDesk(): Desk {
  const desk = createDesk()
  kept.push(...folders.splice(folders.indexOf(desk.folder), 1))
  return desk
}

/** @param template - A folder to begin with a copy of: making keys takes its time. */
export function createDesk(template?: string): Desk {
  const folder = mkdtempSync(join(tmpdir(), 'fidecura-cli-'))
  folders.push(folder)
  if (template !== undefined) cpSync(template, folder, { recursive: true })
  const clock = createTestClock(noon)
  const path = (name: string): string => join(folder, name)
  const desk: Desk = {
    clock,
    folder,
    path,
    write(name, content) {
      const plain = typeof content === 'string' || content instanceof Uint8Array
      writeFileSync(path(name), plain ? content : JSON.stringify(content), { mode: 0o600 })
      return path(name)
    },
    read: (name) => readFileSync(path(name), 'utf8'),
    run: (args, options = {}) => runOnce(args, options, clock),
    async yes(args, options) {
      const run = await desk.run(args, options)
      if (run.code !== 0)
        throw new Error(`${args.slice(0, 2).join(' ')}: ${run.stderr}${run.stdout}`)
      return run
    },
    async newKey(name, ...more) {
      const { json } = await desk.yes(['keys', 'create', '--out', path(name), '--json', ...more])
      return json['did'] as string
    },
  }
  return desk
}

/** The variable that names a file with it. */
export function passphraseIn(text: string = passphrase): Record<string, string> {
  return { FIDECURA_PASSPHRASE_FILE: secretFile(text) }
}

const secrets = new Map<string, string>()

/** Readable by its owner alone, until the last test. */
export function secretFile(text: string): string {
  const known = secrets.get(text)
  if (known !== undefined && existsSync(known)) return known
  const folder = mkdtempSync(join(tmpdir(), 'fidecura-secret-'))
  kept.push(folder)
  const file = join(folder, 'secret')
  writeFileSync(file, `${text}\n`, { mode: 0o600 })
  secrets.set(text, file)
  return file
}

async function runOnce(
  args: readonly string[],
  { language = 'en', variables, stdin = noInput(), fetch = offline, untilStopped }: RunOptions,
  clock: TestClock,
): Promise<Run> {
  const out = sink()
  const err = sink()
  const code = await runProgram(args, {
    stdin,
    stdout: out.stream,
    stderr: err.stream,
    variables: variables ?? {
      ...passphraseIn(),
      FIDECURA_REGISTER_PASSPHRASE_FILE: secretFile(passphrase),
    },
    clock: clock.now,
    fetch,
    fetchInside: () => fetch,
    language,
    untilStopped: untilStopped ?? (() => Promise.resolve()),
  })
  const stdout = out.text()
  return {
    code,
    stdout,
    stderr: err.text(),
    get json() {
      return JSON.parse(stdout) as JsonObject
    },
  }
}

function sink(): { readonly stream: PassThrough; text(): string } {
  const stream = new PassThrough()
  const chunks: string[] = []
  stream.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk))
  return { stream, text: () => chunks.join('') }
}

/** A terminal on which these keys are typed. */
export function terminal(keys: string): Environment['stdin'] {
  const stream = new PassThrough()
  setTimeout(() => stream.write(keys), 50)
  return Object.assign(stream, { isTTY: true, setRawMode: () => stream })
}

function noInput(): Readable {
  const stream = new PassThrough()
  stream.end()
  return stream
}

const offline: Fetch = () => Promise.reject(new TypeError('no network here'))
