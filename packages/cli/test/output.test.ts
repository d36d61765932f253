import { PassThrough } from 'node:stream'
import { epochSeconds } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import type { Environment } from '../src/environment.ts'
import { createOutput, printError } from '../src/output.ts'
import { UsageError } from '../src/usage-error.ts'

// Clears the screen, by seven and by eight bits, and turns the reading direction.
const hostile = 'a\u001b[2J\u009b2J\u202eb'

const commands = /(?!\n)[\p{Cc}\p{Bidi_Control}]/u

function listen() {
  const streams = { stdout: new PassThrough(), stderr: new PassThrough() }
  const environment: Environment = {
    ...streams,
    stdin: new PassThrough(),
    variables: {},
    clock: () => epochSeconds(0),
    fetchInside: () => () => Promise.reject(new TypeError('no network here')),
    fetch: () => Promise.reject(new Error('No network in this test')),
    language: 'en',
    untilStopped: () => Promise.resolve(),
  }
  const heard = () => [streams.stdout, streams.stderr].map((stream) => String(stream.read() ?? ''))
  return { environment, heard }
}

describe('createOutput', () => {
  test('writes nothing that commands a terminal', () => {
    const { environment, heard } = listen()
    const output = createOutput(environment, false)
    output.result(`${hostile}\nnext`, null)
    output.progress(hostile)
    const shown = 'a\ufffd[2J\ufffd2J\ufffdb'
    expect(heard()).toEqual([`${shown}\nnext\n`, `${shown}\n`])
  })

  test('escapes it in JSON, which reads the same', () => {
    const { environment, heard } = listen()
    createOutput(environment, true).result('', { hostile })
    const [json = ''] = heard()
    expect(json).not.toMatch(commands)
    expect(JSON.parse(json)).toEqual({ hostile })
  })
})

describe('printError', () => {
  test.each([true, false])('does neither, be it JSON: %s', (json) => {
    const { environment, heard } = listen()
    const error = new UsageError('file_unreadable', 'A file cannot be read', { place: hostile })
    printError(error, environment, json)
    expect(heard().join('')).not.toMatch(commands)
  })
})
