import { decodeUtf8, encodeUtf8 } from '@fidecura/base'
import type { BrowserVault } from '@fidecura/identity/browser'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { createSealedKeep } from '../../examples/app-kit/src/sealed-keep.ts'
import { memoryKeep } from './memory-keep.ts'

// The real one is tested in Chromium; this one binds what it seals to its name in the same way.
const mask = (bytes: Uint8Array) => bytes.map((byte) => byte ^ 0xa5)
const vault: BrowserVault = {
  seal: async (name, plain) =>
    mask(encodeUtf8(JSON.stringify([name, Buffer.from(plain).toString('hex')]))),
  open: async (name, sealed) => {
    const [of, hex] = JSON.parse(decodeUtf8(mask(sealed))) as [string, string]
    if (of !== name) throw Object.assign(new Error('Not it'), { code: 'browser_key_malformed' })
    return new Uint8Array(Buffer.from(hex, 'hex'))
  },
}

describe('a sealed keep', () => {
  let values: Map<string, unknown>
  beforeEach(() => {
    values = new Map()
  })
  const open = () => createSealedKeep(memoryKeep(values), vault)

  test('reads back what it wrote, also when it is opened anew, and deletes it', async () => {
    await open().put('signed/urn:1', { text: 'Consent' })
    expect(await open().get('signed/urn:1')).toEqual({ text: 'Consent' })
    await open().delete('signed/urn:1')
    expect(await open().get('signed/urn:1')).toBeUndefined()
  })

  test('lists what begins so, by name, and nothing else', async () => {
    const keep = open()
    for (const name of ['use/b', 'use/a', 'used', 'outbox/a']) await keep.put(name, name)
    expect(await keep.list('use/')).toEqual([
      { name: 'use/a', value: 'use/a' },
      { name: 'use/b', value: 'use/b' },
    ])
  })

  test('leaves neither a value nor a name to be read, but for what kind of thing it is', async () => {
    await open().put('answers/R-4711', { text: 'Blood pressure' })
    const kept = [...values].map(([name, value]) => name + Buffer.from(value as Uint8Array))
    expect(kept.join('\n')).not.toMatch(/4711|Blood/)
    const [, name = ''] = [...values.keys()]
    expect(name).toMatch(/^answers\/[\w-]{43}$/)
  })

  test('opens nothing that was moved to another name', async () => {
    const keep = open()
    await keep.put('use/a', 1)
    const [, [a = '', sealed] = []] = [...values]
    await keep.put('use/b', 2)
    const b = [...values.keys()].find((name) => name.startsWith('use/') && name !== a) ?? ''
    values.set(b, sealed)
    await expect(keep.get('use/b')).rejects.toMatchObject({ code: 'browser_key_malformed' })
  })

  test('changes in one step, whatever else changes the same meanwhile', async () => {
    const [one, other] = [open(), open()]
    const add = (keep: typeof one) =>
      keep.change<number, number>('count', (value = 0) => ({ value: value + 1, result: value }))
    const results = await Promise.all([one, other, one, other, one].map(add))
    expect(results.toSorted()).toEqual([0, 1, 2, 3, 4])
    expect(await one.get('count')).toBe(5)
  })

  test('deletes by a change that leaves nothing', async () => {
    const keep = open()
    await keep.put('use/a', 1)
    await keep.change('use/a', () => ({ value: undefined, result: true }))
    expect(await keep.list('use/')).toEqual([])
  })
})
