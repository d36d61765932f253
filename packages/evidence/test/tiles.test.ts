import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { decodeEntries, encodeEntries } from '../src/tiles/entry-bundle.ts'
import { parseTilePath, tilePath } from '../src/tiles/tile-path.ts'

describe('tilePath', () => {
  // C2SP tlog-tiles, its example of an index.
  test.each([
    ['tile/0/x001/x234/067', { level: 0, index: 1_234_067, width: 256 }],
    ['tile/1/000.p/7', { level: 1, index: 0, width: 7 }],
    ['tile/entries/x001/000.p/255', { level: 'entries', index: 1000, width: 255 }],
  ] as const)('is %s', (path, tile) => {
    expect(tilePath(tile)).toBe(path)
    expect(parseTilePath(path)).toEqual(tile)
  })

  test('is read back for every tile', () => {
    const tiles = fc.record({
      level: fc.oneof(fc.constant('entries' as const), fc.nat(63)),
      index: fc.nat({ max: 10 ** 14 }),
      width: fc.integer({ min: 1, max: 256 }),
    })
    fc.assert(fc.property(tiles, (tile) => expect(parseTilePath(tilePath(tile))).toEqual(tile)))
  })
})

describe('parseTilePath', () => {
  test.each([
    '',
    'tile/0/0',
    'tile/0/0000',
    'tile/00/000',
    'tile/0/x000/067',
    'tile/0/001/067',
    'tile/0/000.p/0',
    'tile/0/000.p/256',
    'tile/0/000.p/01',
    'tile/0/000.p/',
    'tile/x/000',
    'tile/-1/000',
    '/tile/0/000',
    'tile/0/../../checkpoint',
    'tile/entries/000/',
    `tile/0/${'x001/'.repeat(6)}000`,
  ])('refuses %j', (path) => {
    const code = 'tile_path_malformed'
    expect(() => parseTilePath(path)).toThrow(expect.objectContaining({ code }))
  })
})

describe('decodeEntries', () => {
  test('reads what encodeEntries wrote', () => {
    const entries = fc.array(fc.uint8Array({ maxLength: 700 }), { maxLength: 256 })
    fc.assert(
      fc.property(entries, (list) => {
        expect(decodeEntries(encodeEntries(list), list.length)).toEqual(list)
      }),
    )
  })

  const bundle = encodeEntries([Uint8Array.of(1, 2), new Uint8Array(300)])
  test.each([
    ['fewer entries than named', bundle, 3],
    ['more entries than named', bundle, 1],
    ['half an entry', bundle.subarray(0, -1), 2],
    ['half a length', bundle.subarray(0, 5), 2],
    ['257 entries', encodeEntries(Array.from({ length: 257 }, () => new Uint8Array(0))), 257],
  ])('refuses %s', (_, bytes, count) => {
    const code = 'tile_malformed'
    expect(() => decodeEntries(bytes, count)).toThrow(expect.objectContaining({ code }))
  })
})
