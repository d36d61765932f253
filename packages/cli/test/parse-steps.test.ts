import { expect, test } from '@jest/globals'
import { parseSteps } from '../src/story/parse-steps.ts'

const step = { name: 'archive_files_whole', outcome: 'ok', ms: 1 }

test('parseSteps reads the steps of another process', () => {
  const steps = [step, { ...step, outcome: 'failed', code: 'c', place: 'p' }]
  expect(parseSteps(JSON.stringify({ steps }))).toEqual(steps)
})

test.each([
  ['nothing', ''],
  ['no JSON', 'Error'],
  ['another document', '{"error":{"code":"usage"}}'],
  ['no steps', '{"steps":[]}'],
  ['a step without a known name', JSON.stringify({ steps: [step, { ...step, name: 'x' }] })],
  ['a step without an outcome', JSON.stringify({ steps: [{ ...step, outcome: 'good' }] })],
  ['a step without a time', JSON.stringify({ steps: [{ ...step, ms: '1' }] })],
  ['a step that is none', JSON.stringify({ steps: [step, null] })],
])('parseSteps takes %s for a step that failed', (_, output) => {
  expect(parseSteps(output)).toMatchObject([{ name: 'archive_files_whole', outcome: 'failed' }])
})
