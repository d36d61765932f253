import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from '@jest/globals'

/** What a process prints that debugs everything. */
async function outputOf(kind: 'quiet' | 'loud'): Promise<string> {
  const file = fileURLToPath(new URL('processes/debugged-agent.ts', import.meta.url))
  const options = ['--no-warnings', '--conditions=@fidecura/source', file, kind]
  const child = spawn(process.execPath, options, {
    env: { ...process.env, DEBUG: '*' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const [stdout, stderr, status] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    ended,
  ])
  expect(status).toBe(0)
  return stdout + stderr
}

describe('quietAgent in a process with DEBUG=*', () => {
  test("keeps tokens and names out of what is printed, which Veramo's own agent does not", async () => {
    const [quiet, loud] = await Promise.all([outputOf('quiet'), outputOf('loud')])
    expect(loud).toContain('canary.token.text')
    expect(loud).toContain('canary-alias')
    expect(quiet).not.toMatch(/canary|did:key/)
  })
})
