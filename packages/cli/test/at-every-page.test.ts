import { PassThrough } from 'node:stream'
import { describe, expect, test } from '@jest/globals'
import { everyPage } from '../src/at/every-page.ts'
import type { Services } from '../src/context.ts'
import { english } from '../src/messages/english.ts'

const services = {
  environment: { stderr: new PassThrough() },
  output: { json: true },
  messages: english,
} as unknown as Services

/** As many as a hospital says it has. */
const listOf =
  (items: number) =>
  async ({ after = 0, limit }: { readonly after?: number; readonly limit: number }) => {
    const next = Math.min(after + limit, items)
    const found = Array.from({ length: next - after }, (_, n) => after + n)
    return { items: found, ...(next < items ? { next } : {}) }
  }

describe('everyPage', () => {
  test('reads 50,000 items to the end', async () => {
    await expect(everyPage({ services }, listOf(50_000))).resolves.toHaveLength(50_000)
  })

  test('passes no part of a list for the whole of it', async () => {
    const read = everyPage({ services }, listOf(50_001))
    await expect(read).rejects.toMatchObject({ code: 'list_unending' })
  })
})
