/**
 * Interleaved measurement of operations that do the same work in different ways.
 *
 * Everybody runs in every round, in an order that rotates, so that a neighbour on the machine, a
 * change of clock speed or somebody else's garbage falls on all alike.
 */

/** One way to do the operation: `run(i)` does it once, on the i-th of a pool of inputs. */
// { name: string, run: (i: number) => unknown, sync?: true, ops?: number }

const defaults = { rounds: 9, batchMs: 60, warmUpMs: 400 }

/**
 * @param participants - `ops` says how many operations one `run` is (default 1); `sync` that `run`
 *   returns no promise, so that no await is charged to it.
 * @returns For each participant microseconds of user CPU and of wall clock per operation, one of
 *   each per round.
 */
export async function measure(participants, options = {}) {
  const { rounds, batchMs, warmUpMs } = { ...defaults, ...options }
  const subjects = []
  for (const participant of participants) {
    subjects.push({ participant, runs: await warmUp(participant, warmUpMs, batchMs), rounds: [] })
  }
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < subjects.length; turn++) {
      const subject = subjects[(round + turn) % subjects.length]
      globalThis.gc({ type: 'minor' })
      subject.rounds.push(await time(subject.participant, subject.runs))
    }
  }
  return new Map(subjects.map(({ participant, rounds: times }) => [participant.name, times]))
}

async function warmUp(participant, warmUpMs, batchMs) {
  let runs = 1
  let spent = 0
  let perRun = 0
  while (spent < warmUpMs) {
    const { wall } = await time(participant, runs)
    perRun = (wall * (participant.ops ?? 1)) / 1000
    spent += perRun * runs
    runs = Math.max(1, Math.min(runs * 2, Math.round(warmUpMs / 4 / perRun)))
  }
  return Math.max(1, Math.round(batchMs / perRun))
}

async function time({ run, sync, ops = 1 }, runs) {
  const start = process.hrtime.bigint()
  const cpu = process.cpuUsage()
  if (sync) for (let i = 0; i < runs; i++) run(i)
  else for (let i = 0; i < runs; i++) await run(i)
  const { user, system } = process.cpuUsage(cpu)
  const wall = Number(process.hrtime.bigint() - start) / 1000
  const done = runs * ops
  return { user: user / done, system: system / done, wall: wall / done }
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
