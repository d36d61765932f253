export { createLoopbackHost, type LoopbackHost } from './loopback-host.ts'
export { createTestClock, type TestClock } from './test-clock.ts'
