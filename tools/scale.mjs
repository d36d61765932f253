// Issues 100,000 credentials on SQLite, revokes 1,000, suspends the others at once and undoes that.
// Fails where memory grows: the last quarter may take at most 1.2 times what the second took.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const [count = '100000', revoked = '1000'] = process.argv.slice(2)
if (![count, revoked].every((text) => /^[1-9]\d{0,8}$/.test(text))) {
  process.stderr.write('Usage: npm run scale -- [how many to issue] [how many to revoke]\n')
  process.exit(2)
}
const folder = mkdtempSync(join(tmpdir(), 'fidecura-scale-'))
const script = join(import.meta.dirname, '../packages/store/test/processes/issue-many.ts')
const flags = ['--conditions=@fidecura/source', '--experimental-strip-types', '--no-warnings']
// An engine that may grow its heap does so now and then, needed or not; what does not fit here ends it.
flags.push('--max-old-space-size=64', '--max-semi-space-size=4')
const { stdout, status } = spawnSync(
  process.execPath,
  [...flags, script, join(folder, 'store.sqlite'), count, revoked],
  { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
)
rmSync(folder, { recursive: true })
if (status !== 0) process.exit(status ?? 1)
process.stdout.write(stdout)
const { suspendedAtOnce: others, revoked: done, rssRatio } = JSON.parse(stdout)
// Who could be suspended had been issued.
if (done !== Number(revoked) || others !== count - revoked) {
  process.stderr.write(`Revoked ${done}, and found ${others} others\n`)
  process.exit(1)
}
if (typeof rssRatio !== 'number' || rssRatio > 1.2) {
  process.stderr.write(`Memory grew: ${rssRatio} of what it was\n`)
  process.exit(1)
}
