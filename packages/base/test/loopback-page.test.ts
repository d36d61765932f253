import { allowLoopbackHttp, isLoopbackPage } from '@fidecura/base'
import { expect, test } from '@jest/globals'

const listed = [
  'http://localhost:8080',
  'http://127.0.0.1:8080',
  'http://[::1]:8080',
  'http://localhost.example',
  'http://hospital.example',
  'https://localhost:8443',
  'http://localhost:8080/',
]
const door = Object.freeze({ [allowLoopbackHttp]: listed })

test.each(listed.slice(0, 3))('isLoopbackPage is true of %s where it is listed', (origin) => {
  expect(isLoopbackPage(origin, door)).toBe(true)
  expect(isLoopbackPage(origin, {})).toBe(false)
  expect(isLoopbackPage(origin, { [allowLoopbackHttp]: ['http://localhost:8081'] })).toBe(false)
})

test.each(listed.slice(3))('isLoopbackPage is false of %s, listed or not', (origin) => {
  expect(isLoopbackPage(origin, door)).toBe(false)
})
