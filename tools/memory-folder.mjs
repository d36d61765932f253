import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync } from 'node:fs'
import { freemem } from 'node:os'
import { join } from 'node:path'

const memory = '/dev/shm'
const prefix = 'fidecura-tests-'
// What all tests together put there is a tenth of it.
const leastBytes = 3 * 2 ** 30

/**
 * A folder in memory for the files of tests, where the system has such a one and room in it. Databases of tests wait
 * for a disk at each step, as they must where they keep what counts; nobody pulls the plug of a test, and a process
 * that is killed leaves the same files in either. It goes with this process.
 *
 * @returns Undefined: there is none, and files lie where they always do.
 */
export function memoryFolder() {
  try {
    if (!isRoomy()) return undefined
    for (const name of readdirSync(memory)) if (isForsaken(name)) remove(join(memory, name))
    const folder = mkdtempSync(join(memory, `${prefix}${process.pid}-`))
    // As temporary folders are: a database runs as somebody else.
    chmodSync(folder, 0o1777)
    process.once('exit', () => remove(folder))
    return folder
  } catch {
    return undefined
  }
}

function isRoomy() {
  const { bavail, bsize } = statfsSync(memory)
  const mounts = readFileSync('/proc/mounts', 'utf8').split('\n')
  const [, , , options = 'noexec'] =
    mounts.map((line) => line.split(' ')).find(([, where]) => where === memory) ?? []
  // Some tests start programs from there.
  const mayRun = !options.split(',').includes('noexec')
  return mayRun && Math.min(bavail * bsize, freemem()) > leastBytes
}

/** Left by a run that was killed. */
function isForsaken(name) {
  const [, id] = new RegExp(`^${prefix}(\\d+)-`).exec(name) ?? []
  if (id === undefined) return false
  try {
    process.kill(Number(id), 0)
    return false
  } catch ({ code }) {
    return code === 'ESRCH'
  }
}

function remove(folder) {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  } catch {
    // The next run does it.
  }
}
