/**
 * Interleaved measurement of operations that do the same work in different ways.
 *
 * Everybody runs in every round, in an order that rotates, so that a neighbour on the machine, a
 * change of clock speed or somebody else's garbage falls on all alike.
 */

/** One way to do the operation: `run(i)` does it once, on the i-th of a pool of inputs. */
// { name: string, run: (i: number) => unknown, sync?: true, ops?: number }

const defaults = { rounds: 9, batchMs: 60, warmUpMs: 1000 }

/**
 * @param participants - `ops` says how many operations one `run` is (default 1); `sync` that `run`
 *   returns no promise, so that no await is charged to it.
 * @returns For each participant microseconds of user CPU, of all CPU and of wall clock, one of
 *   each per round.
 */
export async function measure(participants, options = {}) {
  const { rounds, batchMs, warmUpMs } = { ...defaults, ...options }
  const subjects = []
  for (const participant of participants) {
    const subject = { ...participant, done: 0 }
    subjects.push({ subject, runs: await warmUp(subject, warmUpMs, batchMs), rounds: [] })
  }
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < subjects.length; turn++) {
      const { subject, runs, rounds: times } = subjects[(round + turn) % subjects.length]
      globalThis.gc({ type: 'minor' })
      times.push(await time(subject, runs))
    }
  }
  return new Map(subjects.map(({ subject, rounds: times }) => [subject.name, times]))
}

async function warmUp(subject, warmUpMs, batchMs) {
  let runs = 1
  let spent = 0
  let perRun = 0
  while (spent < warmUpMs) {
    const { cpu } = await time(subject, runs)
    // CPU time, or a busy machine would make batches of a few runs, which fit into every cache.
    perRun = Math.max((cpu * (subject.ops ?? 1)) / 1000, 1e-5)
    spent += perRun * runs
    runs = Math.max(1, Math.min(runs * 2, Math.round(warmUpMs / 4 / perRun)))
  }
  return Math.max(1, Math.round(batchMs / perRun))
}

/** Goes on in the pool where the last batch stopped: what is new must not be the same few each time. */
async function time(subject, runs) {
  const { run, sync, ops = 1, done: from } = subject
  const to = from + runs
  const start = process.hrtime.bigint()
  const cpu = process.cpuUsage()
  if (sync) for (let i = from; i < to; i++) run(i)
  else for (let i = from; i < to; i++) await run(i)
  const { user, system } = process.cpuUsage(cpu)
  const wall = Number(process.hrtime.bigint() - start) / 1000
  subject.done = to
  const count = runs * ops
  return { user: user / count, cpu: (user + system) / count, wall: wall / count }
}

export function median(values) {
  return quantile(values, 0.5)
}

/** The middle half of the rounds: what a reader should take for noise. */
export function middleHalf(values) {
  return [quantile(values, 0.25), quantile(values, 0.75)]
}

function quantile(values, q) {
  const sorted = [...values].sort((a, b) => a - b)
  const place = (sorted.length - 1) * q
  const low = sorted[Math.floor(place)]
  return low + (sorted[Math.ceil(place)] - low) * (place % 1)
}
