import { gunzipSync, inflateSync } from 'node:zlib'
import { bigListLength } from '../lib/big-list.mjs'
import { compare } from '../lib/compare.mjs'
import { ourBigList, withSignature } from '../lib/our-big-list.mjs'

const words = bigListLength.toLocaleString('en')
const needs = {
  identity: ['generateSigner', 'createResolver', 'resolveDidKey', 'createKeyCache'],
  credentials: ['createStatusReader', 'issueStatusList'],
}

const formats = [
  { format: 'bitstring', name: 'Bitstring Status List', bits: 1, unpack: gunzipSync },
  { format: 'token', name: 'Token Status List', bits: 2, unpack: inflateSync },
]

const first = formats.map(({ format, name, bits, unpack }) => ({
  operation: `status of one entry in ${words}, first read, ${name}`,
  needs,
  budget: { bare: 0.9 },
  run: async (ours) => {
    const list = await ourBigList(ours, format)
    const packed = Buffer.from(list.encoded, 'base64url')
    // All at once, which is twice as fast as the default of 16 KiB at a time.
    const options = { chunkSize: (bigListLength * bits) / 8 + 64 }
    const unpackBare = () => unpack(packed, options)
    return compare({
      clock: 'cpu',
      ours: list.first,
      bare: { name: 'bare zlib', sync: true, run: unpackBare },
      peers: [list.peer],
      // What remains is reading the token and its JSON, and the key's thumbprint.
      others: [withSignature(list, unpackBare)],
    })
  },
}))

const then = formats.map(({ format, name }) => ({
  operation: `status of one entry in ${words}, then, ${name}`,
  needs,
  budget: {
    own: { text: '< 100 ns', isMet: ({ nanoseconds }) => nanoseconds < 100 },
  },
  run: async (ours) => {
    const list = await ourBigList(ours, format)
    const result = await compare({ ours: await list.again() })
    const nanoseconds = 1e9 / result.opsPerSecond
    return { ...result, nanoseconds, measured: `${nanoseconds.toFixed(0)} ns` }
  },
}))

export const rows = [...first, ...then]
