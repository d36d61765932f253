import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What `npm start -- --serve` prints, for a program. */
export interface ServedExample {
  readonly origin: string
  readonly portal?: string
  readonly hospitals: readonly {
    readonly hospital: string
    readonly patient: string
    readonly console: string
  }[]
  readonly invitations: readonly {
    readonly name: string
    readonly part: string
    readonly link: string
  }[]
}

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Starts the example with nothing kept of before, and stops it at the end. */
export async function serveExample(
  port: string,
): Promise<{ readonly example: ServedExample; stop(): Promise<void> }> {
  const data = mkdtempSync(join(tmpdir(), 'fidecura-sweep-'))
  const parts = ['start', '--', '--serve', '--port', port, '--data', data, '--json']
  const started = spawn('npm', parts, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<void>((resolve) => started.once('exit', () => resolve()))
  const stop = async (): Promise<void> => {
    started.kill('SIGTERM')
    await ended
    rmSync(data, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    return { example: await printed(started.stdout), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The first JSON document, behind whatever npm says. */
async function printed(stdout: AsyncIterable<Buffer>): Promise<ServedExample> {
  let text = ''
  for await (const chunk of stdout) {
    text += chunk.toString()
    try {
      return JSON.parse(text.slice(text.indexOf('{'))) as ServedExample
    } catch {
      // More is to come.
    }
  }
  throw new Error('The example did not start')
}
