import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { isEvidenceId, newEvidenceId, parseEvidenceId } from '../src/deposit/evidence-id.ts'

const refused = expect.objectContaining({ code: 'evidence_id_malformed' })

describe('newEvidenceId', () => {
  test('makes ids that are read back, and never the same', () => {
    const ids = Array.from({ length: 500 }, newEvidenceId)
    expect(new Set(ids).size).toBe(500)
    for (const id of ids) expect(parseEvidenceId(id)).toBe(id)
  })
})

describe('parseEvidenceId', () => {
  const id = newEvidenceId()

  test('takes what a person typed from paper', () => {
    const typed = id
      .toUpperCase()
      .replace('EV-', 'EV - ')
      .replace(/(.{9})/g, '$1 ')
    expect(parseEvidenceId(typed)).toBe(id)
    expect(parseEvidenceId(id.replaceAll('0', 'O').replaceAll('1', 'l'))).toBe(id)
  })

  test.each(['0', '1'])('takes a check of %s as it was read, too', (check) => {
    let one = newEvidenceId()
    while (!one.endsWith(check)) one = newEvidenceId()
    const letters = check === '0' ? ['o', 'O'] : ['i', 'l', 'I', 'L']
    for (const letter of letters) expect(parseEvidenceId(one.slice(0, -1) + letter)).toBe(one)
  })

  test('refuses one wrong symbol, and two that were exchanged', () => {
    const symbols = '0123456789abcdefghjkmnpqrstvwxyz'
    const change = fc.tuple(fc.integer({ min: 3, max: 30 }), fc.constantFrom(...symbols))
    fc.assert(
      fc.property(change, ([at, symbol]) => {
        fc.pre(id[at] !== symbol)
        const wrong = id.slice(0, at) + symbol + id.slice(at + 1)
        expect(() => parseEvidenceId(wrong)).toThrow(refused)
      }),
    )
    for (let at = 3; at < 28; at++) {
      if (id[at] === id[at + 1]) continue
      const swapped = id.slice(0, at) + id[at + 1] + id[at] + id.slice(at + 2)
      expect(() => parseEvidenceId(swapped)).toThrow(refused)
    }
  })

  test.each([
    undefined,
    7,
    '',
    'ev-',
    id.slice(0, -1),
    `${id}0`,
    `ev-${'z'.repeat(26)}0`,
    'x'.repeat(100),
  ])('refuses %j', (text) => {
    expect(() => parseEvidenceId(text)).toThrow(refused)
    expect(isEvidenceId(text)).toBe(false)
  })

  test('counts one spelling alone as one', () => {
    expect(isEvidenceId(id)).toBe(true)
    expect(isEvidenceId(id.toUpperCase())).toBe(false)
  })
})
