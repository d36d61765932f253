import { PassThrough } from 'node:stream'
import { describe, expect, test } from '@jest/globals'
import { createProgress } from '../src/progress.ts'

/** What stands on it, and the streams of a command that writes there. */
function screen(isTTY: boolean) {
  const stderr = Object.assign(new PassThrough(), { isTTY })
  const said: string[] = []
  stderr.on('data', (chunk: Buffer) => said.push(String(chunk)))
  return { stderr, said }
}

describe('createProgress', () => {
  test('writes one line over, as often as somebody can read it, and takes it away', async () => {
    const { stderr, said } = screen(true)
    let now = 0
    const progress = createProgress({ stderr }, { json: false }, () => now)
    for (const text of ['1', '2', '3']) {
      progress.at(text)
      now += 150
    }
    progress.done()
    await new Promise(setImmediate)
    expect(said.join('')).toBe('\r\u001b[K1\r\u001b[K3\r\u001b[K')
  })

  test.each([
    ['a pipe', false, false],
    ['--json', true, true],
  ])('says nothing to %s', async (_, isTTY, json) => {
    const { stderr, said } = screen(isTTY)
    const progress = createProgress({ stderr }, { json })
    progress.at('1')
    progress.done()
    await new Promise(setImmediate)
    expect(said).toEqual([])
  })
})
