import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { startProcess } from '../../../test/leftovers.ts'

const keeper = join(import.meta.dirname, '../bin/while-wanted.js')
const program = ['-e', 'console.log(process.pid); setInterval(() => {}, 1000)']

const isThere = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function kept() {
  const child = startProcess(process.execPath, [keeper, process.execPath, ...program], {
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const exited = once(child, 'exit')
  const [said] = await once(child.stdout, 'data')
  return { child, exited, pid: Number(String(said)) }
}

test('what it runs ends as soon as nobody holds its input open, as when that one was killed', async () => {
  const { child, exited, pid } = await kept()
  expect(isThere(pid)).toBe(true)
  child.stdin.destroy()
  await exited
  expect(isThere(pid)).toBe(false)
})

test('it ends when what it runs ends', async () => {
  const { exited, pid } = await kept()
  process.kill(pid)
  expect(await exited).toEqual([0, null])
})
