import { createHash } from 'node:crypto'

// Passphrases are made into keys slowly, on purpose: a tenth of a second each time. Tests open the same key file again
// and again, and the same bytes give the same key.

const passwords = new WeakMap()
const known = new Map()
// More than any file of tests has; each is a few bytes.
const most = 10_000

/** Remembers in this process what PBKDF2 made of the same password, salt and count. Whatever is new is derived as ever. */
export function rememberDerivations() {
  const { importKey, deriveBits } = SubtleCrypto.prototype
  SubtleCrypto.prototype.importKey = async function (format, data, algorithm, ...rest) {
    const key = await importKey.call(this, format, data, algorithm, ...rest)
    if (format === 'raw' && key.algorithm.name === 'PBKDF2') passwords.set(key, digestOf(data))
    return key
  }
  SubtleCrypto.prototype.deriveBits = function (algorithm, key, length) {
    const password = passwords.get(key)
    if (
      algorithm?.name !== 'PBKDF2' ||
      password === undefined ||
      !key.usages.includes('deriveBits')
    )
      return deriveBits.call(this, algorithm, key, length)
    const { salt, iterations, hash } = algorithm
    const name = JSON.stringify([password, digestOf(salt), iterations, hash?.name ?? hash, length])
    if (known.size >= most) known.clear()
    if (!known.has(name)) known.set(name, deriveBits.call(this, algorithm, key, length))
    return known.get(name).then((bits) => bits.slice(0))
  }
}

function digestOf(bytes) {
  const view = ArrayBuffer.isView(bytes)
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : new Uint8Array(bytes)
  return createHash('sha256').update(view).digest('base64')
}
