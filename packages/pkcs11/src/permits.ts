import { abortedError } from '@fidecura/base'
import { Pkcs11Error } from './errors.ts'

/** Lets so many tasks through at once, and the others in the order in which they came. */
export interface Permits {
  /** @returns What gives the permit back, to be called once. */
  take(signal?: AbortSignal): Promise<() => void>
  /** Turns away those who wait and those who come, and waits for those who are through. */
  close(): Promise<void>
}

interface Waiter {
  enter(): void
  refuse(): void
}

export function createPermits(count: number): Permits {
  const waiting = new Set<Waiter>()
  let left = count
  let isClosed = false
  let drained: Promise<void> | undefined
  let allBack: (() => void) | undefined

  const giveBack = (): void => {
    left += 1
    const [next] = waiting
    if (next !== undefined) next.enter()
    else if (left === count) allBack?.()
  }
  const enter = (): (() => void) => {
    left -= 1
    return giveBack
  }

  return {
    async take(signal) {
      if (isClosed) throw closed()
      if (signal?.aborted === true) throw abortedError()
      if (left > 0) return enter()
      return await new Promise((resolve, reject) => {
        const stop = (): void => leave(() => reject(abortedError()))
        const leave = (then: () => void): void => {
          waiting.delete(waiter)
          signal?.removeEventListener('abort', stop)
          then()
        }
        const waiter: Waiter = {
          enter: () => leave(() => resolve(enter())),
          refuse: () => leave(() => reject(closed())),
        }
        signal?.addEventListener('abort', stop)
        waiting.add(waiter)
      })
    },
    async close() {
      isClosed = true
      for (const waiter of [...waiting]) waiter.refuse()
      if (left === count) return
      drained ??= new Promise<void>((resolve) => {
        allBack = resolve
      })
      await drained
    },
  }
}

function closed(): Pkcs11Error {
  return new Pkcs11Error('token_closed', 'The token was closed')
}
