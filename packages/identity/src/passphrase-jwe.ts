import { encodeUtf8 } from '@fidecura/base'
import { compactDecrypt } from 'jose/jwe/compact/decrypt'
import { CompactEncrypt } from 'jose/jwe/compact/encrypt'

const alg = 'PBES2-HS512+A256KW'
const enc = 'A256GCM'
const members = ['alg', 'enc', 'p2c', 'p2s', 'typ']
// What OWASP asks of PBKDF2 with SHA-512 (2023): 210,000. About 0.1 s on a laptop.
const iterations = 210_000
const maxIterations = 2_000_000

/** Encrypts under a passphrase, as a compact JWE. RFC 7516, RFC 7518 §4.8. */
export async function encryptUnderPassphrase(
  secret: Uint8Array,
  passphrase: string,
  typ: string,
): Promise<string> {
  return await new CompactEncrypt(secret)
    .setProtectedHeader({ alg, enc, typ })
    .setKeyManagementParameters({ p2c: iterations })
    .encrypt(secretOf(passphrase))
}

/** @returns What was encrypted, or why there is none: the passphrase, or that it is no such JWE. */
export async function decryptUnderPassphrase(
  jwe: string,
  passphrase: string,
  typ: string,
): Promise<Uint8Array | 'passphrase_wrong' | 'malformed'> {
  try {
    const { plaintext, protectedHeader } = await compactDecrypt(jwe, secretOf(passphrase), {
      keyManagementAlgorithms: [alg],
      contentEncryptionAlgorithms: [enc],
      maxPBES2Count: maxIterations,
    })
    // One kind of file is not read as another, and nothing is in the header that we did not write.
    const isOurs = Object.keys(protectedHeader).toSorted().join() === members.join()
    return isOurs && protectedHeader.typ === typ ? plaintext : 'malformed'
  } catch (error) {
    const code = (error as { readonly code?: unknown } | null)?.code
    return code === 'ERR_JWE_DECRYPTION_FAILED' ? 'passphrase_wrong' : 'malformed'
  }
}

/** Characters as people count them: an emoji is one, and so is a letter with its accent. */
export function passphraseLength(passphrase: string): number {
  return Array.from(passphrase.normalize('NFC')).length
}

/** One spelling, whatever keyboard it is typed on next time. */
function secretOf(passphrase: string): Uint8Array {
  return encodeUtf8(passphrase.normalize('NFC'))
}
