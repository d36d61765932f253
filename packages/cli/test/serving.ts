import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { JsonObject } from '@fidecura/base'
import { startNode } from '../../../test/leftovers.ts'
import { passphraseIn } from './support.ts'

const bin = join(import.meta.dirname, '../bin/fidecura.js')

/** A command that goes on until it is stopped, in a process of its own. */
export interface Serving {
  readonly json: JsonObject
  /** Where it listens. */
  readonly url: string
  /** Lines of its log. */
  readonly log: readonly JsonObject[]
  /** @returns How it ended. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<unknown>
}

/** @param more - Variables beside the usual ones. */
export async function serving(
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<Serving> {
  const child = startNode([bin, ...args, '--json'], {
    env: { PATH: process.env['PATH'] ?? '', ...passphraseIn(), ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const log: JsonObject[] = []
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (line.startsWith('{')) log.push(JSON.parse(line) as JsonObject)
    else process.stderr.write(`${line}\n`)
  })
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
    log,
    async stop(signal = 'SIGTERM') {
      child.kill(signal)
      return closed
    },
  }
}
