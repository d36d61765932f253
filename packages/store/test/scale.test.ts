import { once } from 'node:events'
import { expect, test } from '@jest/globals'
import { newPath, start } from './support.ts'

test('two thousand credentials are issued, some revoked and all suspended in memory that does not grow', async () => {
  const child = start('issue-many.ts', newPath(), '2000', '20')
  let text = ''
  child.stdout?.setEncoding('utf8').on('data', (part: string) => {
    text += part
  })
  expect(await once(child, 'close')).toEqual([0, null])
  const result = JSON.parse(text)
  expect(result).toMatchObject({ issued: 2000, revoked: 20, suspendedAtOnce: 1980 })
  // So few take no longer than it takes the engine to settle: the ratio proper is that of npm run scale.
  expect(result.rssMiB.lastQuarter).toBeLessThan(400)
}, 60_000)
