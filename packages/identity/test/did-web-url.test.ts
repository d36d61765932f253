import { allowLoopbackHttp } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { didWebUrl, parseDid } from '../src/index.ts'

const malformed = expect.objectContaining({ code: 'did_malformed', outcome: 'failed' })

describe('didWebUrl', () => {
  // did:web §3.2, and §2.1 for ports.
  test.each([
    ['did:web:w3c-ccg.github.io', 'https://w3c-ccg.github.io/.well-known/did.json'],
    ['did:web:w3c-ccg.github.io:user:alice', 'https://w3c-ccg.github.io/user/alice/did.json'],
    ['did:web:example.com%3A3000', 'https://example.com:3000/.well-known/did.json'],
    ['did:web:example.com%3a3000', 'https://example.com:3000/.well-known/did.json'],
    ['did:web:example.com%3A3000:user:alice', 'https://example.com:3000/user/alice/did.json'],
    ['did:web:xn--bcher-kva.example', 'https://xn--bcher-kva.example/.well-known/did.json'],
    ['did:web:example.com:%E6%97%A5', 'https://example.com/%E6%97%A5/did.json'],
    ['did:web:example.com:a.b', 'https://example.com/a.b/did.json'],
  ])('leads from %s to %s', (did, url) => {
    expect(didWebUrl(parseDid(did))).toBe(url)
  })

  test.each([
    ['an IPv4 address', 'did:web:93.184.215.14'],
    ['a loopback address', 'did:web:127.0.0.1'],
    ['an address in one number', 'did:web:2130706433'],
    ['an address in hex', 'did:web:0x7f.0.0.1'],
    ['an address whose last part is hex', 'did:web:a.0x1'],
    ['an address in octal', 'did:web:0177.0.0.01'],
    ['a domain that ends in a number', 'did:web:example.1'],
    ['an IPv6 address', 'did:web:%5B%3A%3A1%5D'],
    ['a name without a dot', 'did:web:localhost'],
    ['a name without a dot, and a port', 'did:web:intranet%3A8080'],
    ['an empty label', 'did:web:example..com'],
    ['a dot at the end', 'did:web:example.com.'],
    ['a dash at the start of a label', 'did:web:-a.example'],
    ['an underscore', 'did:web:a_b.example'],
    ['a label of 64 characters', `did:web:${'a'.repeat(64)}.example`],
    ['a name of more than 253 characters', `did:web:${'a.'.repeat(126)}example`],
    ['an escaped dot', 'did:web:example%2Ecom'],
    ['an escaped slash in the host', 'did:web:example.com%2Fevil.example'],
    ['an escaped at sign', 'did:web:good.example%40evil.example'],
    ['an escaped hash', 'did:web:evil.example%23.good.example'],
    ['an escaped question mark', 'did:web:evil.example%3F.good.example'],
    ['an escaped backslash', 'did:web:evil.example%5C.good.example'],
    ['a host of full-width letters', 'did:web:%EF%BD%85xample.com'],
    ['port 0', 'did:web:example.com%3A0'],
    ['a port with a zero before it', 'did:web:example.com%3A0443'],
    ['a port beyond 65535', 'did:web:example.com%3A65536'],
    ['an empty port', 'did:web:example.com%3A'],
    ['a port in letters', 'did:web:example.com%3Ahttp'],
    ['two ports', 'did:web:example.com%3A1%3A2'],
    ['a name and password', 'did:web:user%3Apass%40example.com'],
  ])('refuses %s for a host', (_, did) => {
    expect(() => didWebUrl(parseDid(did))).toThrow(malformed)
  })

  test.each([
    ['two dots', '..:secret'],
    ['one dot', '.:a'],
    ['two dots as the last part', 'a:..'],
    ['dots in escapes', '%2e%2E:secret'],
    ['half of the dots in escapes', '.%2e:secret'],
    ['an escaped slash', 'a%2Fb'],
    ['an escaped slash that climbs', '..%2F..%2Fsecret'],
    ['an escaped backslash', '..%5Csecret'],
    ['an escaped escape', '%252e%252e'],
    ['an escaped hash', 'a%23b'],
    ['an escaped question mark', 'a%3Fb'],
    ['an escaped zero', 'a%00b'],
    ['an escaped line break', 'a%0D%0Ab'],
    ['escapes that are no UTF-8', '%FF'],
    ['an empty part', 'a::b'],
  ])('refuses a path with %s', (_, path) => {
    expect(() => didWebUrl(parseDid(`did:web:example.com:${path}`))).toThrow(malformed)
  })

  test('refuses other methods', () => {
    expect(() => didWebUrl(parseDid('did:key:z6Mk'))).toThrow(
      expect.objectContaining({ code: 'did_method_unsupported' }),
    )
  })

  test('leads to a URL that means what it says, or to none', () => {
    const name = fc.string({ unit: fc.constantFrom(...'aZ0.-_%2Ee3Ff5Cc') })
    const part = fc.string({ unit: fc.constantFrom(...'aZ0.-_%2Ee3Ff:5Cc') })
    fc.assert(
      fc.property(name, part, (host, path) => {
        let url: string
        try {
          url = didWebUrl(parseDid(`did:web:${host}.example:${path}`))
        } catch {
          return
        }
        const { protocol, username, password, hash, search, pathname, hostname } = new URL(url)
        expect([protocol, username, password, hash, search]).toEqual(['https:', '', '', '', ''])
        expect(hostname.endsWith('.example')).toBe(true)
        expect(pathname.split('/').length).toBe(path.split(':').length + 2)
        expect(url.endsWith(`${pathname}`)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  test('opens the door to the exact origins on loopback, and to no other', () => {
    const options = { [allowLoopbackHttp]: ['http://127.0.0.1:8080'] }
    expect(didWebUrl(parseDid('did:web:127.0.0.1%3A8080:clinic'), options)).toBe(
      'http://127.0.0.1:8080/clinic/did.json',
    )
    expect(didWebUrl(parseDid('did:web:example.com'), options)).toBe(
      'https://example.com/.well-known/did.json',
    )
    for (const did of [
      'did:web:127.0.0.1',
      'did:web:127.0.0.1%3A8081',
      'did:web:127.0.0.2%3A8080',
      'did:web:127.0.0.1%3A08080',
      'did:web:localhost%3A8080',
    ]) {
      expect(() => didWebUrl(parseDid(did), options)).toThrow(malformed)
    }
  })

  test('has no door that text can open', () => {
    const options = JSON.parse('{"allowLoopbackHttp":["http://127.0.0.1:8080"]}') as object
    expect(() => didWebUrl(parseDid('did:web:127.0.0.1%3A8080'), options)).toThrow(malformed)
  })
})
