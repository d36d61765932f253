import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { runNode } from './run-node.ts'

// `npm run scale -- consent` does it with a million of 100,000 patients, and looks at memory.
test('a thousand signed statements of a hundred patients are stored, verified and decided upon', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fidecura-scale-'))
  try {
    const args = ['test/scale/decide-many.ts', join(folder, 'store.sqlite'), '100', '20']
    const { status, stdout, stderr } = await runNode('.', args)
    expect([status, stderr]).toEqual([0, ''])
    const result = JSON.parse(stdout)
    expect(result).toMatchObject({ statements: 1000, decisions: { permit: 20 } })
    expect(result.microseconds.decide.median).toBeLessThan(1000)
  } finally {
    rmSync(folder, { recursive: true })
  }
}, 60_000)
