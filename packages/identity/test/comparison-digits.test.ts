import { createHash } from 'node:crypto'
import { comparisonDigits } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'

const subject = Object.freeze({
  offer: 'offer-1',
  nonce: 'n'.repeat(43),
  thumbprint: 't'.repeat(43),
})

describe('comparisonDigits', () => {
  test('takes four digits of a SHA-256 over each part and its length', async () => {
    const hash = createHash('sha256')
    const { offer, nonce, thumbprint } = subject
    for (const part of ['urn:fidecura:comparison-digits:1', offer, nonce, thumbprint]) {
      const length = Buffer.alloc(4)
      length.writeUInt32BE(Buffer.byteLength(part))
      hash.update(length).update(part)
    }
    const number = hash.digest().readBigUInt64BE() % 10_000n
    expect(await comparisonDigits(subject)).toBe(String(number).padStart(4, '0'))
  })

  test.each(['offer', 'nonce', 'thumbprint'] as const)('depends on the %s', async (member) => {
    const found = new Set<string>()
    for (let n = 0; n < 20; n++) {
      found.add(await comparisonDigits({ ...subject, [member]: `${subject[member]}${n}` }))
    }
    // Twenty of ten thousand: three that coincide are one in a hundred million.
    expect(found.size).toBeGreaterThan(16)
  })

  test('keeps apart what only the border between two parts tells apart', async () => {
    const pairs = ['a', 'bb', 'ccc'].map(async (text) => [
      await comparisonDigits({ ...subject, offer: `o${text}`, nonce: 'n' }),
      await comparisonDigits({ ...subject, offer: 'o', nonce: `${text}n` }),
    ])
    const same = (await Promise.all(pairs)).filter(([one, other]) => one === other)
    expect(same.length).toBeLessThan(3)
  })

  test('gives zeros in front, and always four', async () => {
    const all = await Promise.all(
      Array.from({ length: 200 }, (_, n) => comparisonDigits({ ...subject, nonce: `${n}` })),
    )
    expect(all.filter((digits) => !/^\d{4}$/.test(digits))).toEqual([])
    expect(all.some((digits) => digits.startsWith('0'))).toBe(true)
  })
})
