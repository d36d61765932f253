import { BaseError, encodeUtf8, epochSeconds } from '@fidecura/base'
import {
  type Algorithm,
  decodeJws,
  importVerificationKey,
  methodOf,
  parsePublicJwk,
  resolveDidJwk,
  resolveDidKey,
  type Signer,
  signJws,
  verifyDidJws,
  verifySignature,
} from '@fidecura/identity'

/** What every custody of keys must do, whatever keeps the key. Runs in any engine, without a test runner. */
export interface SignerContractCase {
  /** Finishes the sentence 'A signer …'. */
  readonly name: string
  /** @throws Error that says what was broken. */
  run(signer: Signer): Promise<void>
}

const signatureBytes: Readonly<Record<Algorithm, number>> = { ES256: 64, ES384: 96, EdDSA: 64 }
const message = encodeUtf8('fidecura signer contract')

async function isSignedBy(signer: Signer, data: Uint8Array, signature: Uint8Array) {
  const key = await importVerificationKey(signer.publicKey)
  return await verifySignature(key, data, signature)
}

/** The table's rows; its columns are the custodies, each with every algorithm that it has. */
export const signerContract: readonly SignerContractCase[] = [
  {
    name: 'signs the exact bytes, as JOSE writes signatures',
    async run(signer) {
      const signature = await signer.sign(message)
      expect(signature.length === signatureBytes[signer.algorithm], 'length of the signature')
      expect(await isSignedBy(signer, message, signature), 'its own signature')
      expect(!(await isSignedBy(signer, encodeUtf8('another'), signature)), 'another message')
    },
  },
  {
    name: 'signs nothing as well as a mebibyte',
    async run(signer) {
      for (const data of [new Uint8Array(), new Uint8Array(1_048_576).fill(7)]) {
        expect(await isSignedBy(signer, data, await signer.sign(data)), `${data.length} bytes`)
      }
    },
  },
  {
    name: 'signs many things at once without mixing them up',
    async run(signer) {
      const all = Array.from({ length: 32 }, (_, index) => encodeUtf8(`message ${index}`))
      const signatures = await Promise.all(all.map((data) => signer.sign(data)))
      for (const [index, data] of all.entries()) {
        expect(
          await isSignedBy(signer, data, signatures[index] ?? new Uint8Array()),
          `message ${index} of 32`,
        )
      }
    },
  },
  {
    name: 'leaves the bytes alone that it signs',
    async run(signer) {
      const data = Uint8Array.from(message)
      await signer.sign(data)
      expect(
        data.every((byte, index) => byte === message[index]),
        'the bytes',
      )
    },
  },
  {
    name: 'is frozen, names its key by an absolute DID URL, and shows the public key alone',
    async run(signer) {
      expect(Object.isFrozen(signer), 'frozen')
      expect(signer.keyId.startsWith(`${signer.did}#`), 'key id')
      const { publicKey } = signer
      expect(
        JSON.stringify(parsePublicJwk(publicKey)) === JSON.stringify(publicKey),
        'public key of known members',
      )
      const shown = Reflect.ownKeys(signer).map((key) => Reflect.get(signer, key))
      const opaque = shown.filter((value) => typeof value === 'object' && value !== publicKey)
      // A chain of certificates is public, too.
      expect(opaque.every(Array.isArray), 'nothing but text, the public key and functions')
    },
  },
  {
    name: 'makes tokens that a verifier takes',
    async run(signer) {
      const now = epochSeconds(1_800_000_000)
      const token = await signJws({ iss: signer.did }, { signer, typ: 'contract+jwt' })
      const { publicKey } = await verifyDidJws(decodeJws(token), {
        issuer: signer.did,
        typ: 'contract+jwt',
        relationship: 'assertionMethod',
        resolve: methodOf(signer.did) === 'jwk' ? resolveDidJwk : resolveDidKey,
        at: now,
        now,
      })
      expect(publicKey.x === signer.publicKey.x, 'key of the document')
    },
  },
  {
    name: 'rejects with aborted, unknown, when the caller has stopped',
    async run(signer) {
      const error = await signer
        .sign(message, { signal: AbortSignal.abort() })
        .then(() => undefined)
        .catch((thrown: unknown) => thrown)
      const coded = BaseError.is(error) ? error : undefined
      expect(coded?.code === 'aborted' && coded.outcome === 'unknown', 'aborted')
    },
  },
  {
    name: 'does not keep a caller who stops while it signs',
    async run(signer) {
      const stop = new AbortController()
      const outcome = signer.sign(message, { signal: stop.signal }).then(
        () => undefined,
        (thrown: unknown) => thrown,
      )
      stop.abort()
      const error = await outcome
      expect(BaseError.is(error) && error.code === 'aborted', 'aborted')
      expect(await isSignedBy(signer, message, await signer.sign(message)), 'the next signature')
    },
  },
]

function expect(held: boolean, what: string): asserts held {
  if (!held) throw new Error(`Broken: ${what}`)
}
