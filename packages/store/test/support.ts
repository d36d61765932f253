import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Clock, epochSeconds } from '@fidecura/base'
import type { NewRegisterEntry } from '@fidecura/consent/register'
import { openStore, type Store } from '@fidecura/store'
import { afterEach } from '@jest/globals'

const folders: string[] = []
const stores: Store[] = []

afterEach(async () => {
  for (const store of stores.splice(0)) await store.close()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

export function newPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'fidecura-store-'))
  folders.push(folder)
  return join(folder, 'store.sqlite')
}

/** Closed after the test. */
export async function openForTest(path: string = newPath()): Promise<Store> {
  const store = await openStore(path)
  stores.push(store)
  return store
}

/** Stands still at the instant. */
export function clockAt(seconds: number): Clock {
  return () => epochSeconds(seconds)
}

export const noon = 1_800_000_000

export function statement(key: string, more: Partial<NewRegisterEntry> = {}): NewRegisterEntry {
  return Object.freeze({
    kind: 'statement',
    key,
    record: 'record-1',
    digest: `digest of ${key}`,
    token: `token of ${key}`,
    evidence: undefined,
    ...more,
  })
}

/** Runs a script of `processes/` in a process of its own. */
export function start(name: string, ...parameters: readonly string[]): ChildProcess {
  const script = join(import.meta.dirname, 'processes', name)
  const flags = ['--conditions=@fidecura/source', '--experimental-strip-types', '--no-warnings']
  return spawn(process.execPath, [...flags, script, ...parameters], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

/** What a process says of one acknowledged act. */
export type Line = readonly [string, ...(string | number | boolean)[]]

/** Fills with the lines of the process as they come; half a line is none. */
export function linesOf(process: ChildProcess): readonly Line[] {
  const lines: Line[] = []
  let rest = ''
  process.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n')
    rest = parts.pop() ?? ''
    for (const part of parts) lines.push(JSON.parse(part) as Line)
  })
  return lines
}
