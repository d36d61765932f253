import { refuses, same } from '../lib/expect.mjs'

/** RFC 8785, with the examples of its own text and the numbers on which engines could differ. */
export function canonicalJson({ base }) {
  const write = (value) => base.decodeUtf8(base.canonicalizeJson(value))
  return {
    'members are sorted by UTF-16 code units': () => {
      const value = { '€': 1, '\r': 2, '\ufb33': 3, 1: 4, '\u{1f600}': 5, '\u0080': 6, ö: 7 }
      same(write(value), '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"\u{1f600}":5,"\ufb33":3}')
    },
    'numbers are written as ECMAScript writes them': () => {
      const numbers = [333333333.3333333, 1e30, 4.5, 2e-3, 1e-27, -0, 5e-324, 2 ** 53 + 1, 1e21]
      const written = '333333333.3333333,1e+30,4.5,0.002,1e-27,0,5e-324,9007199254740992,1e+21'
      same(write(numbers), `[${written}]`)
      same(
        write([1e20, 0.000001, 1e-7, 1.7976931348623157e308]),
        '[100000000000000000000,0.000001,1e-7,1.7976931348623157e+308]',
      )
    },
    'text is escaped where it must be and nowhere else': () => {
      same(write('€$\u000f\nA\'B"\\/\u2028\u007f'), '"€$\\u000f\\nA\'B\\"\\\\/\u2028\u007f"')
    },
    'what is no JSON value is refused': async () => {
      const none = [
        Number.NaN,
        1 / 0,
        undefined,
        '\ud800',
        { a: undefined },
        new Array(2),
        new Map(),
        1n,
      ]
      for (const value of none) await refuses('jcs_not_representable', () => write(value))
    },
  }
}
