import { epochSeconds } from '@fidecura/base'
import {
  createDidEthrResolver,
  type DidEthrNetwork,
  didEthrOf,
  parseDidEthr,
} from '@fidecura/did-ethr'
import { type Did, parseDid } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'

const checksummed = '0xF3beAC30C498D9E26865F34fCAa57dBB935b0D74'
const address = checksummed.toLowerCase()
const publicKey = '0x0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798'
const addressOfKey = '0x7e5f4552091a69125d5dfcb7b8c2659029395bdf'
const silent = async (): Promise<never> => {
  throw new Error('asked')
}
const network: DidEthrNetwork = Object.freeze({
  name: 'dev',
  chainId: 31337,
  registry: '0xdca7ef03e98e0dc2b855be647c39abe984fcf21b',
  rpc: silent,
})

describe('parseDidEthr', () => {
  test.each([
    ['an address', `did:ethr:${address}`, { network: 'mainnet', address }],
    ['an address with its checksum', `did:ethr:${checksummed}`, { network: 'mainnet', address }],
    ['a chain id', `did:ethr:0x7a69:${address}`, { network: '0x7a69', address }],
    ['a network', `did:ethr:dev:${address}`, { network: 'dev', address }],
    ['a network with a colon', `did:ethr:rsk:testnet:${address}`, { network: 'rsk:testnet' }],
    ['a public key', `did:ethr:${publicKey}`, { address: addressOfKey, publicKey }],
  ])('reads one with %s', (_, did, name) => {
    expect(parseDidEthr(parseDid(did))).toMatchObject(name)
  })

  const misspelt = checksummed.replace('F3be', 'f3Be')
  test.each([
    ['an address too short', `did:ethr:${address.slice(0, -1)}`],
    ['an address too long', `did:ethr:${address}0`],
    ['an address without 0x', `did:ethr:${address.slice(2)}`],
    ['an address behind 0X', `did:ethr:0X${address.slice(2)}`],
    ['an address in capitals', `did:ethr:0x${address.slice(2).toUpperCase()}`],
    ['an address with a wrong checksum', `did:ethr:${misspelt}`],
    ['an address that is no hex', `did:ethr:0x${'g'.repeat(40)}`],
    ['an escaped digit', `did:ethr:0x%66${address.slice(3)}`],
    ['a public key in capitals', `did:ethr:0x${publicKey.slice(2).toUpperCase()}`],
    ['a public key that is not compressed', `did:ethr:0x04${'1'.repeat(128)}`],
    ['a public key of another form', `did:ethr:0x05${publicKey.slice(4)}`],
    ['a public key off the curve', `did:ethr:0x02${'f'.repeat(64)}`],
    ['a network and no account', 'did:ethr:dev'],
    ['an empty network', `did:ethr::${address}`],
    ['a network of three parts', `did:ethr:a:b:c:${address}`],
  ])('refuses one with %s', (_, did) => {
    expect(() => parseDidEthr(parseDid(did))).toThrow(
      expect.objectContaining({ code: 'did_malformed' }),
    )
  })

  test('refuses another method', () => {
    for (const did of [`did:ether:${address}`, `did:web:${address}`, `did:ethr2:${address}`]) {
      expect(() => parseDidEthr(parseDid(did))).toThrow(
        expect.objectContaining({ code: 'did_method_unsupported' }),
      )
    }
  })

  test('refuses whatever else with a code, and quickly', () => {
    const part = fc.stringMatching(/^[0-9a-fA-FxX:.%_-]{0,80}$/)
    fc.assert(
      fc.property(part, (text) => {
        try {
          const { address: read } = parseDidEthr(parseDid(`did:ethr:${text}`))
          return /^0x[\da-f]{40}$/.test(read)
        } catch (error) {
          return (error as { readonly code?: string }).code === 'did_malformed'
        }
      }),
      { numRuns: 5_000 },
    )
  })
})

describe('didEthrOf', () => {
  test('names an account of a network', () => {
    expect(didEthrOf(checksummed, network)).toBe(`did:ethr:dev:${checksummed}`)
    expect(didEthrOf(publicKey, network)).toBe(`did:ethr:dev:${publicKey}`)
    expect(didEthrOf(address, { chainId: 31337 })).toBe(`did:ethr:0x7a69:${address}`)
    expect(didEthrOf(address, { ...network, name: 'mainnet', chainId: 1 })).toBe(
      `did:ethr:${address}`,
    )
  })

  test('refuses a name of another chain', () => {
    for (const named of [{ name: 'mainnet', chainId: 5 }, { chainId: 0 }]) {
      expect(() => didEthrOf(address, named)).toThrow(
        expect.objectContaining({ code: 'network_malformed' }),
      )
    }
  })

  test('refuses what is no account', () => {
    for (const account of ['', '0x', `${address}#key`, `a:${address}`, `0x04${'1'.repeat(128)}`]) {
      expect(() => didEthrOf(account, network)).toThrow(
        expect.objectContaining({ code: 'did_malformed' }),
      )
    }
  })
})

describe('createDidEthrResolver', () => {
  test.each<[string, Partial<DidEthrNetwork>]>([
    ['mainnet for another chain', { name: 'mainnet' }],
    ['a name in capitals', { name: 'Dev' }],
    ['a name that looks like a chain id', { name: '0x1' }],
    ['an empty name', { name: '' }],
    ['a chain id of zero', { chainId: 0 }],
    ['a chain id with a fraction', { chainId: 1.5 }],
    [
      'a registry with a wrong checksum',
      { registry: '0xDca7ef03e98e0dc2b855be647c39abe984fcf21b' },
    ],
    ['a registry that is a name', { registry: 'contract.eth' }],
    ['no lag that is a number', { maxLagSeconds: Number.NaN }],
  ])('refuses a network with %s', (_, change) => {
    const networks = [{ ...network, ...change }]
    expect(() => createDidEthrResolver({ networks })).toThrow(
      expect.objectContaining({ code: 'network_malformed' }),
    )
  })

  test('refuses two networks of one name or chain', () => {
    const other = { ...network, name: 'other' }
    expect(() => createDidEthrResolver({ networks: [network, other] })).toThrow(
      expect.objectContaining({ code: 'network_malformed' }),
    )
  })

  test.each([
    ['one that is not listed', 'sepolia'],
    ['the first network for want of one', ''],
    ['a member of every object', 'constructor'],
    ['its prototype', '__proto__'],
    ['a name with a dot', 'dev.'],
    ['a name in capitals', 'DEV'],
    ['a chain id with a zero in front', '0x07a69'],
    ['a chain id in capitals', '0x7A69'],
    ['a chain id in decimals', '31337'],
    ['an escaped name', '%64ev'],
    ['two names', 'dev:dev'],
  ])('asks no node for %s', async (_, name) => {
    const resolve = createDidEthrResolver({ networks: [network] })
    const did = (name === '' ? `did:ethr:${address}` : `did:ethr:${name}:${address}`) as Did
    const now = epochSeconds(1_800_000_000)
    await expect(resolve(did, { at: now, now })).rejects.toMatchObject({
      code: 'did_method_unsupported',
      outcome: 'failed',
    })
  })
})
