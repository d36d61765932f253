import type { Clock } from '@fidecura/base'

/** Asks at most so often; whoever comes meanwhile is told what was found, or waits for what is being asked. */
export function atMostEvery<T>(
  seconds: number,
  clock: Clock,
  ask: () => Promise<T>,
): () => Promise<T> {
  let askedAt: number | undefined
  let answer: Promise<T> | undefined
  return () => {
    const now = clock()
    if (answer === undefined || askedAt === undefined || !(Math.abs(now - askedAt) < seconds)) {
      askedAt = now
      answer = ask()
    }
    return answer
  }
}
