import { epochSeconds } from '@fidecura/base'
import { createMemoryWordState, type SeenWord, verifyStatementSet } from '@fidecura/consent'
import { describe, expect, test } from '@jest/globals'
import { trusting } from '../trusting.ts'
import { createWorld, otherRecord, record } from './world.ts'

const wordOf = (name: string, revision = 1): SeenWord => ({
  register: 'did:example:register',
  record: name,
  revision,
  asOf: epochSeconds(1_800_000_000 + revision),
  word: undefined,
})

describe('createMemoryWordState', () => {
  test('takes nothing of a further record once it is full, and forgets none that it knows', async () => {
    const words = createMemoryWordState({ maxRecords: 2 })
    const full = { code: 'word_state_full', outcome: 'unknown' }
    expect(await words.advance(wordOf('a', 2), () => 'older')).toBe('newer')
    expect(await words.advance(wordOf('b'), () => 'older')).toBe('newer')
    await expect(words.advance(wordOf('c'), () => 'newer')).rejects.toMatchObject(full)
    const judged: number[] = []
    await words.advance(wordOf('a', 3), ({ revision }) => {
      judged.push(revision)
      return 'newer'
    })
    expect(judged).toEqual([2])
  })

  test.each([0, -1, Number.NaN])(
    'is full from the start where it may hold %s',
    async (maxRecords) => {
      const words = createMemoryWordState({ maxRecords })
      await expect(words.advance(wordOf('a'), () => 'newer')).rejects.toMatchObject({
        code: 'word_state_full',
      })
    },
  )

  test('lets a set pass only while its word can be remembered', async () => {
    const { register, registrar, verifier } = await createWorld()
    const options = { register: trusting(registrar), verifier }
    const words = createMemoryWordState({ maxRecords: 1 })
    const known = await register.attest(record)
    await verifyStatementSet(known, { ...options, words })
    const other = await register.attest(otherRecord)
    await expect(verifyStatementSet(other, { ...options, words })).rejects.toMatchObject({
      code: 'word_state_full',
      outcome: 'unknown',
    })
    await expect(verifyStatementSet(known, { ...options, words })).resolves.toBeDefined()
  })
})
