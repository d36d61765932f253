import { expect, test } from '@jest/globals'
import { BaseError, untilAborted } from '../src/index.ts'

const never = new Promise<never>(() => undefined)

test('untilAborted is the work itself where nobody may stop the waiting', () => {
  expect(untilAborted(never, undefined)).toBe(never)
})

test('untilAborted gives what the work comes to', async () => {
  const { signal } = new AbortController()
  await expect(untilAborted(Promise.resolve(7), signal)).resolves.toBe(7)
  const failed = Promise.reject(new BaseError('http_status', 'made up for the test'))
  await expect(untilAborted(failed, signal)).rejects.toMatchObject({ code: 'http_status' })
})

test('untilAborted waits no longer than the signal, whenever that fires', async () => {
  const controller = new AbortController()
  const waiting = untilAborted(never, controller.signal)
  controller.abort()
  await expect(waiting).rejects.toMatchObject({ code: 'aborted', outcome: 'unknown' })
  await expect(untilAborted(never, controller.signal)).rejects.toMatchObject({ code: 'aborted' })
})

test('untilAborted rejects with the error of the caller’s making, made once', async () => {
  const controller = new AbortController()
  let made = 0
  const waiting = untilAborted(never, controller.signal, () => {
    made++
    return new BaseError('http_timeout', 'made up for the test')
  })
  controller.abort()
  controller.abort()
  await expect(waiting).rejects.toMatchObject({ code: 'http_timeout' })
  expect(made).toBe(1)
})

test('untilAborted lets go of the signal when the work ends, and of work that fails too late', async () => {
  const controller = new AbortController()
  let made = 0
  const count = (): BaseError => {
    made++
    return new BaseError('aborted', 'made up for the test')
  }
  await untilAborted(Promise.resolve(), controller.signal, count)
  await null
  let fail = (_: Error): void => undefined
  const late = untilAborted(
    new Promise<never>((_, reject) => {
      fail = reject
    }),
    controller.signal,
  )
  controller.abort()
  await expect(late).rejects.toMatchObject({ code: 'aborted' })
  fail(new BaseError('http_status', 'which nobody may find unhandled'))
  await null
  expect(made).toBe(0)
})
