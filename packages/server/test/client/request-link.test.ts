import { type CarriedRequest, readRequestFragment, requestFragment } from '@fidecura/server/client'
import { describe, expect, test } from '@jest/globals'

const carried: CarriedRequest = Object.freeze({
  token: 'a.b.c',
  evidence: { accreditation: 'd.e.f', chain: ['g.h.i'] },
  link: 'n'.repeat(22),
})

describe('readRequestFragment', () => {
  test('reads what requestFragment wrote', () => {
    const fragment = requestFragment(carried)
    expect(fragment).toMatch(/^#request=[\w-]+$/)
    expect(readRequestFragment(fragment)).toEqual(carried)
  })

  test.each(['', '#', '#offer=4K7QM2XV90TR'])('finds none in %j', (fragment) => {
    expect(readRequestFragment(fragment)).toBeUndefined()
  })

  test.each([
    ['cut off', requestFragment(carried).slice(0, -9)],
    ['not base64url', '#request=ä'],
    ['without evidence', `#request=${Buffer.from('{"token":"a"}').toString('base64url')}`],
    ['empty', '#request='],
  ])('refuses a link that is %s', (_, fragment) => {
    expect(() => readRequestFragment(fragment)).toThrow(
      expect.objectContaining({ code: 'request_malformed' }),
    )
  })
})
