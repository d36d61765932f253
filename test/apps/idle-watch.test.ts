import { describe, expect, test } from '@jest/globals'
import { createIdleWatch, idleSeconds } from '../../examples/app-kit/src/use-idle-lock.ts'

const noon = 1_800_000_000

describe('an idle watch', () => {
  test.each([
    ['one second early', idleSeconds - 1, false],
    ['at ten minutes', idleSeconds, true],
    ['after a night of sleep', 8 * 3600, true],
    ['where the clock went back by a little', -60, false],
    ['where the clock went back by more than that', -idleSeconds, true],
  ])('says %s whether it is too late', (_, after, isLate) => {
    let now = noon
    const watch = createIdleWatch(() => now)
    now += after
    expect(watch.look()).toBe(isLate)
  })

  test('counts anew from each touch', () => {
    let now = noon
    const watch = createIdleWatch(() => now)
    now += idleSeconds - 1
    watch.touch()
    now += idleSeconds - 1
    expect(watch.look()).toBe(false)
    now += 1
    expect(watch.look()).toBe(true)
  })

  test('takes no touch for somebody who was there all the time', () => {
    let now = noon
    const watch = createIdleWatch(() => now)
    now += idleSeconds
    watch.touch()
    expect(watch.look()).toBe(true)
  })
})
