import { describe, expect, test } from '@jest/globals'
import { BaseError, createBrand, type Minted } from '../src/index.ts'

declare const checked: unique symbol
interface Checked {
  readonly name: string
  readonly [checked]: true
}

const refused = new BaseError('json_malformed', 'Not one of them')
const make = (): Minted<Checked> => createBrand(() => refused)

describe('createBrand', () => {
  test('lets the very values pass that were minted', () => {
    const brand = make()
    const value = brand.mint(Object.freeze({ name: 'a' }))
    expect(value).toEqual({ name: 'a' })
    expect(() => brand.assert(value)).not.toThrow()
  })

  test('refuses copies, what was made by hand, what another brand made, and what is no object', () => {
    const brand = make()
    const value = brand.mint({ name: 'a' })
    const others = [{ ...value }, structuredClone({ name: 'a' }), make().mint({ name: 'a' })]
    for (const other of [...others, undefined, null, 'a', 1]) {
      expect(() => brand.assert(other)).toThrow(refused)
    }
  })

  test('mints nothing that lacks a member', () => {
    // @ts-expect-error - a member is missing
    expect(make().mint({})).toEqual({})
  })
})
