import { Buffer } from 'node:buffer'
import { StoreError } from './errors.ts'

/** Types of columns that many rows go into at once. */
export type BulkType = 'text' | 'int8' | 'bytea'

type Value = string | number | Uint8Array | null

// https://www.postgresql.org/docs/15/catalog-pg-type.html: object identifiers.
const typeIds: Readonly<Record<BulkType, number>> = { bytea: 17, int8: 20, text: 25 }

// Dimensions, whether one is null, type, length, first index; then each with its length.
const headerBytes = 20
const lengthBytes = 4
const int8Bytes = 8
const nullLength = -1

/**
 * An array as PostgreSQL sends and receives it. As text it would have to be escaped here, and read
 * there, byte by byte: bytes at twice their length.
 *
 * @throws {@link StoreError} `store_failed`: a number that is no whole one.
 */
export function binaryArrayOf(type: BulkType, values: readonly Value[]): Buffer {
  let bytes = headerBytes
  for (const value of values) bytes += lengthBytes + bytesOf(value)
  const array = Buffer.allocUnsafe(bytes)
  const header = [1, values.includes(null) ? 1 : 0, typeIds[type], values.length, 1]
  let at = 0
  for (const word of header) at = array.writeInt32BE(word, at)
  for (const value of values) {
    at = array.writeInt32BE(value === null ? nullLength : bytesOf(value), at)
    at += write(array, value, at)
  }
  return array
}

function bytesOf(value: Value): number {
  if (value === null) return 0
  if (typeof value === 'number') return int8Bytes
  return typeof value === 'string' ? Buffer.byteLength(value) : value.length
}

/** @returns How many bytes it took. */
function write(array: Buffer, value: Value, at: number): number {
  if (value === null) return 0
  if (typeof value === 'string') return array.write(value, at)
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) {
      throw new StoreError('store_failed', 'Not a whole number', { outcome: 'unknown' })
    }
    array.writeInt32BE(Math.floor(value / 2 ** 32), at)
    array.writeUInt32BE(value >>> 0, at + 4)
    return int8Bytes
  }
  array.set(value, at)
  return value.length
}
