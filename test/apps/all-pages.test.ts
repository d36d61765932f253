import { describe, expect, test } from '@jest/globals'
import { allPages } from '../../examples/department-console/src/all-pages.ts'

describe('allPages', () => {
  test('reads a list to its end', async () => {
    const read = async ({ after = 0 }: { readonly after?: number | undefined }) =>
      after === 2 ? { items: ['c'] } : { items: [after === 0 ? 'a' : 'b'], next: after + 1 }
    expect(await allPages(read)).toEqual(['a', 'b', 'c'])
  })

  test('takes a part of a list that never ends for no whole', async () => {
    const read = async ({ after = 0 }: { readonly after?: number | undefined }) => ({
      items: [after],
      next: after + 1,
    })
    await expect(allPages(read)).rejects.toMatchObject({
      ...{ code: 'answer_malformed', outcome: 'unknown' },
    })
  })
})
