import { relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

// How test/with-corpus.ts says what is missing.
const mark = 'skipped: '
const longestLine = 160

/** What a run counts, and who failed, from what `jest --json` has written. */
export function readJestReport(report, status) {
  const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults)
  const skipped = tests
    .filter(({ status }) => status === 'pending' || status === 'todo')
    .map(({ title, fullName }) => (title.startsWith(mark) ? title.slice(mark.length) : fullName))
  const failures = report.testResults.flatMap(failuresOf)
  // Whatever else made jest end badly is none of a test, and counts all the same.
  if (failures.length === 0 && status !== 0) {
    failures.push({ name: 'tests', file: '', message: [`jest ended with ${status}`], details: '' })
  }
  return { passed: report.numPassedTests, failed: failures.length, skipped, failures }
}

function failuresOf({ name: path, status, message, assertionResults }) {
  const file = relative('.', path)
  const failed = assertionResults.filter(({ status }) => status === 'failed')
  // One that does not even load has no tests.
  if (status === 'failed' && failed.length === 0) {
    return [{ file, name: 'does not run', ...said(message) }]
  }
  return failed.map(({ fullName, failureMessages }) => ({
    ...{ file, name: fullName },
    ...said(failureMessages.join('\n\n')),
  }))
}

/** The message for the list of all, and with its stack where it is told in full. */
function said(text) {
  const ours = (line) => !/^\s+at .*(?:node_modules|node:internal)/.test(line)
  const details = stripVTControlCharacters(text).trim().split('\n').filter(ours).join('\n')
  const lines = details.split('\n').map((line) => line.trim())
  const message = lines.filter((line) => line !== '' && !line.startsWith('at '))
  // Where in a test, and not where in what it calls.
  const place = lines.find((line) => /^at .*\.test\.ts:\d+/.test(line))
  const where = /([\w.-]+\.test\.ts:\d+)/.exec(place ?? '')?.[1]
  return {
    message: where === undefined ? message : [`${where}: ${message[0]}`, ...message.slice(1)],
    details,
  }
}

/**
 * Says of each failure what, where and why, in no more lines than somebody sees who looks at the end alone: the more
 * there are, the fewer lines for each.
 */
export function listFailures(failures, lines) {
  const each = Math.max(1, Math.min(6, Math.floor(lines / Math.max(1, failures.length))))
  const shown = failures.length > lines ? failures.slice(0, lines - 1) : failures
  const list = shown.flatMap(({ name, file, message }) => {
    const title = file === '' ? name : `${file} › ${name}`
    if (each === 1) return [cut(`- ${title}`)]
    return [cut(`- ${title}`), ...message.slice(0, each - 1).map((line) => cut(`  ${line}`))]
  })
  const rest = failures.length - shown.length
  return rest > 0 ? [...list, `- and ${rest} more`] : list
}

function cut(line) {
  return line.length > longestLine ? `${line.slice(0, longestLine - 1)}…` : line
}
