import { fileURLToPath } from 'node:url'
import { describe, expect, test } from '@jest/globals'
import { runNode } from '../../../test/run-node.ts'

/** What a process prints that debugs everything. */
async function outputOf(kind: 'quiet' | 'loud'): Promise<string> {
  const file = fileURLToPath(new URL('processes/debugged-agent.ts', import.meta.url))
  const { status, stdout, stderr } = await runNode('.', [file, kind], { DEBUG: '*' })
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
