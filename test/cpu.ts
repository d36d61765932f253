/** How often something is tried. */
export interface LeastCpuOptions {
  /** Default 10. */
  readonly attempts?: number
  /** What is good enough, so that it need not be tried again, in milliseconds. Default 0. */
  readonly enoughMs?: number
}

/**
 * What some work costs the thread that does it, once the engine has compiled for it. Clocks also count what others do
 * meanwhile, and the CPU of the whole process what other threads compile and collect: the least of a few tries of this
 * thread's is the same on a machine that does much else.
 *
 * @returns Milliseconds of CPU.
 */
export async function leastCpuMs(
  work: () => unknown,
  { attempts = 10, enoughMs = 0 }: LeastCpuOptions = {},
): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let attempt = 0; attempt < attempts && least > enoughMs; attempt++) {
    const before = usage()
    await work()
    const { user, system } = usage(before)
    least = Math.min(least, (user + system) / 1000)
  }
  return least
}

/** Node 22 knows of no thread by itself. */
function usage(since?: NodeJS.CpuUsage): NodeJS.CpuUsage {
  return process.threadCpuUsage === undefined
    ? process.cpuUsage(since)
    : process.threadCpuUsage(since)
}
