import { describe, expect, test } from '@jest/globals'
import { type HeldCredential, tokenOf } from '../src/at/wallet-file.ts'

const role = 'urn:example:role'
const held = (...tokens: readonly string[]): readonly HeldCredential[] =>
  tokens.map((token) => ({ token, types: [token.startsWith('role') ? role : 'urn:example:other'] }))

describe('tokenOf', () => {
  test('finds the one of a type', () => {
    expect(tokenOf(held('other-1', 'role-1', 'other-2'), role)).toBe('role-1')
  })

  test('finds of two mandates the one that allows what is to be done', () => {
    const [one, two] = held('role-1', 'role-2')
    if (one === undefined || two === undefined) throw new Error('two are held')
    const both = [one, { ...two, powers: ['consent'] }] as const
    expect(tokenOf(both, role, 'consent')).toBe('role-2')
    expect(() => tokenOf(both, role, 'withdraw')).toThrow(
      expect.objectContaining({ code: 'usage' }),
    )
  })

  // A role at another department, or one that has ended: to take either would sign as whom nobody named.
  test.each([
    ['nothing', [], 'The wallet has no credential of this type'],
    [
      'two',
      ['role-1', 'role-2'],
      'Several credentials of this type: name only the file of the one that is meant',
    ],
  ])('refuses %s of a type', (_, tokens, message) => {
    expect(() => tokenOf(held(...tokens), role)).toThrow(
      expect.objectContaining({ code: 'usage', place: '--wallet', takes: [role], message }),
    )
  })
})
