import { inspect } from 'node:util'
import { createContext, runInContext } from 'node:vm'
import {
  BaseError,
  CodedError,
  decodeBase64url,
  deepFreeze,
  encodeUtf8,
  epochSeconds,
  parseJson,
} from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'

describe('CodedError', () => {
  test('carries code, outcome, place and the name of its class', () => {
    const error = new BaseError('http_timeout', 'No answer in time', {
      outcome: 'unknown',
      place: '/status/0',
    })
    expect(error.cause).toBeUndefined()
    expect(error).toMatchObject({
      name: 'BaseError',
      code: 'http_timeout',
      outcome: 'unknown',
      place: '/status/0',
    })
  })

  test('has failed unless it says otherwise', () => {
    expect(new BaseError('json_malformed', 'Not JSON').outcome).toBe('failed')
  })

  test('keeps one of our own as its cause', () => {
    const cause = new BaseError('json_malformed', 'Not JSON')
    expect(new BaseError('http_status', 'Odd', { cause }).cause).toBe(cause)
  })

  test('leaves out a cause that is not ours, for it may quote what it was given', () => {
    const error = new BaseError('http_status', 'Odd', { cause: new Error('quotes') })
    expect(Object.hasOwn(error, 'cause')).toBe(false)
  })

  test.each([
    ['decodeBase64url', () => decodeBase64url('canary+canary')],
    ['parseJson of no JSON', () => parseJson(encodeUtf8('canary'))],
    ['parseJson of a duplicate', () => parseJson(encodeUtf8('{"canary":"canary","canary":1}'))],
    ['parseJson of half a pair', () => parseJson(encodeUtf8('["canary\\ud800"]'))],
    ['epochSeconds', () => epochSeconds('canary')],
  ])('shows no value that %s was given', (_, act) => {
    let shown = ''
    try {
      act()
    } catch (error) {
      // The stack names this file and the test's own source line; it never holds the input.
      shown = inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true })
    }
    expect(shown).toContain('BaseError')
    expect(shown).not.toContain('canary')
  })
})

describe('CodedError.is', () => {
  test('knows ours', () => {
    expect(CodedError.is(new BaseError('aborted', 'Stopped'))).toBe(true)
  })

  test('knows those of another realm and another installed copy, where instanceof does not', () => {
    // What a second copy of this package in another context leaves on its errors.
    const foreign: unknown = runInContext(
      `class CodedError extends Error { constructor(code) { super('x'); this.code = code;
        Object.defineProperty(this, Symbol.for('fidecura.CodedError'), { value: true }) } }
      new CodedError('json_malformed')`,
      createContext(),
    )
    expect(foreign instanceof CodedError).toBe(false)
    expect(CodedError.is(foreign)).toBe(true)
  })

  test('called on the class of one package, knows those of that package alone', () => {
    class OtherError extends CodedError<'other'> {
      static override readonly name = 'OtherError'
    }
    const other: unknown = new OtherError('other', 'Of another package')
    const ours: unknown = new BaseError('aborted', 'Stopped')
    expect([OtherError.is(other), CodedError.is(other), BaseError.is(other)]).toEqual([
      true,
      true,
      false,
    ])
    expect([BaseError.is(ours), OtherError.is(ours)]).toEqual([true, false])
  })

  test('called on the class of one package, knows those of another copy whose classes were renamed', () => {
    class a extends CodedError<'aborted'> {
      static override readonly name = 'BaseError'
    }
    expect(BaseError.is(new a('aborted', 'Stopped'))).toBe(true)
  })

  test.each([
    ['a plain error', new Error('x')],
    ['an error with a code', Object.assign(new Error('x'), { code: 'ENOENT' })],
    ['something that inherits the mark', Object.create(new BaseError('aborted', 'Stopped'))],
    ['null', null],
    ['nothing', undefined],
    ['a text', 'json_malformed'],
  ])('is not taken in by %s', (_, value) => {
    expect(CodedError.is(value)).toBe(false)
  })
})

describe('deepFreeze', () => {
  test('freezes in place, to any depth, cycles included', () => {
    const value = { a: [{ b: 1 }], self: undefined as unknown }
    value.self = value
    expect(deepFreeze(value)).toBe(value)
    expect([value, value.a, value.a[0]].every(Object.isFrozen)).toBe(true)
  })

  test('leaves bytes alone, which cannot be frozen', () => {
    const bytes = Uint8Array.of(1)
    expect(deepFreeze({ bytes }).bytes).toBe(bytes)
  })

  test.each([1, 'a', null, undefined])('returns %p as it is', (value) => {
    expect(deepFreeze(value)).toBe(value)
  })
})
