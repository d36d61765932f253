import { signBreakGlass } from '@fidecura/consent'
import { generateSigner, type Signer } from '@fidecura/identity'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { after, createFamily, day, type Family, record } from './family.ts'

let family: Family
beforeEach(async () => {
  family = await createFamily()
})

const ask = (signer: Signer, n: number): Promise<string> =>
  signBreakGlass(
    {
      id: `urn:x:${n}`,
      record,
      reason: 'unconscious',
      explanation: 'Found unconscious',
      until: after(2 * day),
      audience: 'https://hospital.example',
      nonce: `nonce-${n}`,
      issuedAt: family.now,
    },
    { signer, role: 'header.payload.signature' },
  )

describe('keepBreakGlass', () => {
  test('writes nothing down that its issuer did not sign', async () => {
    const one = await ask(family.stranger, 1)
    const other = await ask(family.stranger, 2)
    const forged = [...one.split('.').slice(0, 2), other.split('.')[2]].join('.')
    await expect(family.register.keepBreakGlass(forged)).rejects.toMatchObject({
      code: 'jws_signature_invalid',
    })
    expect(await family.register.notices(record)).toEqual([])
  })

  test('writes no more than sixteen down by one key in a day', async () => {
    const { register, stranger } = family
    const first = await ask(stranger, 0)
    await register.keepBreakGlass(first)
    for (let n = 1; n < 16; n++) await register.keepBreakGlass(await ask(stranger, n))
    await expect(register.keepBreakGlass(await ask(stranger, 16))).rejects.toMatchObject({
      code: 'record_full',
    })
    await expect(register.keepBreakGlass(first)).resolves.toEqual(expect.any(String))
    await register.keepBreakGlass(await ask(await generateSigner(), 17))
    family.now = after(day)
    await register.keepBreakGlass(await ask(stranger, 18))
    expect(await register.notices(record)).toHaveLength(18)
  })
})
