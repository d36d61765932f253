import { readdirSync, readFileSync } from 'node:fs'

// USER_HZ, which Linux shows to programs as this everywhere.
const tickMicroseconds = 10_000

/**
 * Microseconds of processor time, user and system, of this process and of the PostgreSQL below it.
 * Elsewhere than on Linux, that of the server is unknown: 0.
 *
 * @param before - What it said before, to be taken off.
 */
export function processorTime(before = { ours: 0, server: 0 }) {
  const { user, system } = process.cpuUsage()
  return { ours: user + system - before.ours, server: serverTime() - before.server }
}

function serverTime() {
  if (process.platform !== 'linux') return 0
  const all = readdirSync('/proc').flatMap((name) =>
    /^\d+$/.test(name) ? (statOf(name) ?? []) : [],
  )
  const servers = all.filter(({ name, parent }) => name === 'postgres' && parent === process.pid)
  const own = all.filter(({ id, parent }) => servers.some((each) => [id, parent].includes(each.id)))
  return own.reduce((sum, { ticks }) => sum + ticks * tickMicroseconds, 0)
}

/** Those that ended are counted with the server that waited for them. */
function statOf(id) {
  try {
    const text = readFileSync(`/proc/${id}/stat`, 'utf8')
    const name = text.slice(text.indexOf('(') + 1, text.lastIndexOf(')'))
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    const isServer = fields[1] === process.pid
    const ticks = fields[11] + fields[12] + (isServer ? fields[13] + fields[14] : 0)
    return { id: Number(id), name, parent: fields[1], ticks }
  } catch {
    // It has ended meanwhile.
    return undefined
  }
}
