import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { leastCpuMs } from '../../../test/cpu.ts'
import { type Did, didOf, isDid, methodOf, parseDid, parseDidUrl } from '../src/index.ts'

const accepted = [
  ['the example of DID Core §3.1', 'did:example:123456789abcdefghi'],
  ['a method with digits', 'did:3:kjzl6cwe1jw14'],
  ['a method-specific id with colons', 'did:web:example.com:user:alice'],
  ['an empty part before the last', 'did:example::a'],
  ['an escaped port', 'did:web:example.com%3A3000'],
  ['dots, dashes and underscores', 'did:example:a.b-c_d'],
  ['2,048 characters', `did:example:${'a'.repeat(2036)}`],
] as const

const rejected = [
  ['an upper-case scheme', 'DID:example:123'],
  ['another scheme', 'urn:example:123'],
  ['an upper-case method', 'did:Example:123'],
  ['no method', 'did::123'],
  ['no method-specific id', 'did:example:'],
  ['a last part that is empty', 'did:example:a:'],
  ['nothing after the method', 'did:example'],
  ['a path', 'did:example:123/path'],
  ['a query', 'did:example:123?version=1'],
  ['a fragment', 'did:example:123#key'],
  ['a space', 'did:example:12 3'],
  ['a line break at the end', 'did:example:123\n'],
  ['a character beyond ASCII', 'did:example:ä'],
  ['a look-alike letter', 'did:exаmple:123'],
  ['half an escape', 'did:example:%3'],
  ['an escape that is none', 'did:example:%zz'],
  ['2,049 characters', `did:example:${'a'.repeat(2037)}`],
  ['nothing', ''],
  ['no text', 42],
  ['an object that prints as a DID', { toString: () => 'did:example:123' }],
] as const

describe('parseDid', () => {
  test.each(accepted)('accepts %s', (_, text) => {
    expect(parseDid(text)).toBe(text)
    expect(isDid(text)).toBe(true)
  })

  test.each(rejected)('rejects %s', (_, input) => {
    expect(isDid(input)).toBe(false)
    expect(() => parseDid(input)).toThrow(expect.objectContaining({ code: 'did_malformed' }))
  })

  test('does not repeat what it was given', () => {
    try {
      parseDid('did:example:canary canary')
      throw new Error('accepted')
    } catch (error) {
      expect(JSON.stringify(error) + String(error)).not.toContain('canary')
    }
  })

  test('answers in time linear in the input', async () => {
    const askOften = () => {
      for (let i = 0; i < 200; i++) isDid(`did:example:${'%41:'.repeat(508)}!`)
    }
    expect(await leastCpuMs(askOften, { attempts: 3, enoughMs: 1000 })).toBeLessThan(1000)
  })

  test('is the only thing that makes a Did', () => {
    // @ts-expect-error - a string is not a Did.
    const did: Did = 'did:example:123'
    expect(isDid(did)).toBe(true)
  })
})

describe('parseDidUrl', () => {
  test.each([
    ['a key', 'did:example:123#key-1'],
    ['every character a fragment may have', "did:example:123#aZ0-._~!$&'()*+,;=:@/?%41"],
  ])('accepts %s', (_, text) => {
    expect(parseDidUrl(text)).toBe(text)
  })

  test.each([
    ['no fragment', 'did:example:123'],
    ['an empty fragment', 'did:example:123#'],
    ['a relative one', '#key-1'],
    ['a path', 'did:example:123/a#key-1'],
    ['a query', 'did:example:123?a=b#key-1'],
    ['two fragments', 'did:example:123#a#b'],
    ['a space', 'did:example:123#a b'],
    ['a line break at the end', 'did:example:123#a\n'],
    ['a fragment of what is no DID', 'https://example.com#a'],
    ['more than 2,048 characters', `did:example:123#${'a'.repeat(2048)}`],
    ['no text', undefined],
  ])('rejects %s', (_, input) => {
    expect(() => parseDidUrl(input)).toThrow(expect.objectContaining({ code: 'did_url_malformed' }))
  })
})

test('didOf gives back the DID that a URL was made of', () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^did:[a-z0-9]{1,9}:[A-Za-z0-9._:-]{0,40}[A-Za-z0-9]$/),
      fc.stringMatching(/^[A-Za-z0-9/?:@-]{1,40}$/),
      (did, fragment) => {
        expect(didOf(parseDidUrl(`${did}#${fragment}`))).toBe(did)
        expect(did.startsWith(`did:${methodOf(parseDid(did))}:`)).toBe(true)
      },
    ),
  )
})
