// `npm run scale -- consent`: a million signed statements of 100,000 patients on SQLite, and decisions about some of
// them. Without `consent`: issues 100,000 credentials, revokes 1,000, suspends the others at once and undoes that.
// `npm run scale -- incident`: a million audit events, and how long it takes to find what one person touched.
// Fails where memory grows: the last quarter may take at most 1.2 times what the second took.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const isConsent = process.argv[2] === 'consent'
const isIncident = process.argv[2] === 'incident'
const given = process.argv.slice(isConsent || isIncident ? 3 : 2)
const [most, fewer] = isIncident ? ['1000000', '5000'] : ['100000', isConsent ? '2000' : '1000']
const [count, some] = [given[0] ?? most, given[1] ?? fewer]
if (![count, some].every((text) => /^[1-9]\d{0,8}$/.test(text))) {
  process.stderr.write('Usage: npm run scale -- [how many to issue] [how many to revoke]\n')
  process.stderr.write('       npm run scale -- consent [patients] [how many to ask about]\n')
  process.stderr.write(
    '       npm run scale -- incident [events] [patients of the one asked about]\n',
  )
  process.exit(2)
}
const folder = mkdtempSync(join(tmpdir(), 'fidecura-scale-'))
const others = isConsent
  ? '../test/scale/decide-many.ts'
  : '../packages/store/test/processes/issue-many.ts'
const script = isIncident ? '../test/scale/incident-of-many.ts' : others
const flags = ['--conditions=@fidecura/source', '--experimental-strip-types', '--no-warnings']
// An engine that may grow its heap does so now and then, needed or not; what does not fit here ends it.
if (!isIncident) flags.push('--max-old-space-size=64', '--max-semi-space-size=4')
const { stdout, status } = spawnSync(
  process.execPath,
  [...flags, join(import.meta.dirname, script), join(folder, 'store.sqlite'), count, some],
  { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
)
rmSync(folder, { recursive: true })
if (status !== 0) process.exit(status ?? 1)
process.stdout.write(stdout)
const result = JSON.parse(stdout)
if (isIncident) {
  const { seconds, patients, withoutBasis, read, unknown } = result
  if (patients !== Number(some)) fail(`Found ${patients} of ${some} patients`)
  // One in five of the records has a consent.
  if (unknown > 0 || !(withoutBasis > 0 && withoutBasis < read))
    fail('Grounds are not as they were made')
  if (!(seconds <= 300)) fail(`It took ${seconds} seconds`)
} else if (isConsent) {
  const { decisions, microseconds, building, asking } = result
  // Each of them has a consent that permits it.
  if (decisions.permit !== Number(some)) fail(`Permitted ${decisions.permit} of ${some}`)
  const { decide, decideFirst } = microseconds
  const slowest = Math.max(decide.p99, decideFirst.median)
  if (!(slowest < 1000)) fail(`A decision took ${slowest} microseconds`)
  for (const { rssRatio } of [building, asking]) assertFlat(rssRatio)
} else {
  const { suspendedAtOnce: others, revoked: done, rssRatio } = result
  // Who could be suspended had been issued.
  if (done !== Number(some) || others !== count - some) {
    fail(`Revoked ${done}, and found ${others} others`)
  }
  assertFlat(rssRatio)
}

function assertFlat(rssRatio) {
  if (typeof rssRatio !== 'number' || rssRatio > 1.2)
    fail(`Memory grew: ${rssRatio} of what it was`)
}

function fail(message) {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}
