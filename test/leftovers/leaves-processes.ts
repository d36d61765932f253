import { once } from 'node:events'
import { afterAll, expect, test } from '@jest/globals'
import { endAtLast, startProcess } from '../leftovers.ts'

// Run by leftovers.test.ts alone: a file of tests that fails, and leaves everything that it has started.

const tellAndStay = 'console.log(process.pid); setInterval(() => {}, 1000)'
const startAnother = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(tellAndStay)}], { stdio: 'inherit' })`

endAtLast(() => console.log('ended: after everything'))
endAtLast(() => {
  throw new Error('planted')
})
endAtLast(() => new Promise(() => undefined))

afterAll(() => console.log('cleaned up'))

test('fails, with a process and a process of that one left', async () => {
  // Their output is that of the run, which is over only once nobody holds it any more.
  const child = startProcess(process.execPath, ['-e', `${startAnother}; ${tellAndStay}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let told = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    told += text
  })
  while (told.split('\n').length < 3) await once(child.stdout, 'data')
  console.log(`left: ${told.trim().split('\n').join(' ')}`)
  expect('this').toBe('that')
})
