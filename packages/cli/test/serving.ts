import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { JsonObject } from '@fidecura/base'
import { passphrase } from './support.ts'

const bin = join(import.meta.dirname, '../bin/fidecura.js')
const flags = ['--conditions=@fidecura/source', '--experimental-strip-types', '--no-warnings']

const running: ChildProcess[] = []

/** After a test that failed before it stopped what it had started: its pipe would keep everybody waiting for ever. */
export function endLeftovers(): void {
  for (const child of running.splice(0)) child.kill('SIGKILL')
}

/** A command that goes on until it is stopped, in a process of its own. */
export interface Serving {
  readonly json: JsonObject
  /** Where it listens. */
  readonly url: string
  /** @returns How it ended. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<unknown>
}

export async function serving(args: readonly string[]): Promise<Serving> {
  const child = spawn(process.execPath, [...flags, bin, ...args, '--json'], {
    env: { PATH: process.env['PATH'] ?? '', FIDECURA_PASSPHRASE: passphrase },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  running.push(child)
  const closed = once(child, 'close')
  let said = ''
  for await (const chunk of child.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    said += chunk
    if (said.endsWith('}\n')) break
  }
  const json = JSON.parse(said) as JsonObject
  return {
    json,
    url: `http://${json['address']}`,
    async stop(signal = 'SIGTERM') {
      child.kill(signal)
      return closed
    },
  }
}
