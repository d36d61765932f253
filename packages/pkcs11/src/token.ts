import { decodeUtf8, encodeUtf8 } from '@fidecura/base'
import {
  type Algorithm,
  type Did,
  type NewKeyOptions,
  randomBytes,
  type Signer,
} from '@fidecura/identity'
import { attribute, type Cryptoki, type Handle } from './cryptoki.ts'
import { attempt, failureOf } from './cryptoki-failure.ts'
import { Pkcs11Error } from './errors.ts'
import { keyKindOf, keyKinds } from './key-kinds.ts'
import { findPrivateKeys, readAttribute } from './key-objects.ts'
import { keyTemplates } from './key-template.ts'
import type { SessionPool } from './session-pool.ts'
import { tokenSigner } from './token-signer.ts'

/**
 * Whom a key of the token signs for: the DID made of the key, or one that its controller hosts. The token
 * does not know, so it is said each time: a hosted DID forgotten would make it sign for another.
 */
export type OpenKeyOptions =
  | { readonly method: 'key' | 'jwk'; readonly algorithm?: Algorithm }
  | { readonly did: Did; readonly fragment: string; readonly algorithm?: Algorithm }

/** What can be told of a key without using it. */
export interface TokenKey {
  readonly label: string
  readonly algorithm: Algorithm
}

/** A token that is open. Keys are made in it and stay in it; nothing here can read one out, or delete one. */
export interface Pkcs11Token {
  /**
   * Makes a key in the token, and checks that it cannot leave it. Default: did:key, ES256.
   *
   * @throws {@link Pkcs11Error} `key_exists`, `key_label_malformed`, `mechanism_unsupported`, and
   *   those of `openKey`. After `session_lost` there may be a key: `openKey` tells.
   */
  generateKey(label: string, options?: NewKeyOptions): Promise<Signer>
  /**
   * A signer for a key of the token, by its label. Its `sign` throws IdentityError `signer_failed`, whose `cause`
   * is the {@link Pkcs11Error}, and BaseError `aborted`.
   *
   * @throws {@link Pkcs11Error} `key_use_missing`, `key_not_found`, `key_ambiguous`, `key_exportable`,
   *   `key_unsupported`, `key_algorithm_wrong`, `key_mismatch`; `session_lost`, `token_lost`,
   *   `token_failed` (unknown); those of the PIN; `token_closed`.
   */
  openKey(label: string, options: OpenKeyOptions): Promise<Signer>
  /** The keys of algorithms that we know, in the order of their labels; whether they may be used, `openKey` says. */
  listKeys(): Promise<readonly TokenKey[]>
  /** Waits for what was begun, logs out, and refuses the rest with `token_closed`. */
  close(): Promise<void>
}

export function tokenOf(cryptoki: Cryptoki, pool: SessionPool): Pkcs11Token {
  const signerOf = (label: string, name: NewKeyOptions): Promise<Signer> =>
    tokenSigner({ cryptoki, pool, label: parseLabel(label), name })

  return Object.freeze({
    async generateKey(label: string, options: NewKeyOptions = {}) {
      const algorithm = options.algorithm ?? 'ES256'
      await generatePair(cryptoki, pool, parseLabel(label), algorithm)
      return await signerOf(label, { ...options, algorithm })
    },
    openKey: async (label: string, options: OpenKeyOptions) => {
      // Of callers without types, too: the default of a new key is not what an old one was made for.
      if ('did' in options || options.method !== undefined) return await signerOf(label, options)
      throw new Pkcs11Error('key_use_missing', 'Say which DID the key signs for')
    },
    listKeys: () =>
      pool.read(async ({ session }) =>
        findPrivateKeys(cryptoki, session)
          .flatMap((handle) => describe(cryptoki, session, handle))
          .toSorted((a, b) => (a.label < b.label ? -1 : 1)),
      ),
    close: () => pool.close(),
  })
}

async function generatePair(
  cryptoki: Cryptoki,
  pool: SessionPool,
  label: string,
  algorithm: Algorithm,
): Promise<void> {
  const kind = keyKinds[algorithm]
  const mechanism = { mechanism: kind.generation }
  const { publicTemplate, privateTemplate } = keyTemplates(kind, label, randomBytes(16))
  const assertAlone = (session: Handle, count: number): void => {
    if (findPrivateKeys(cryptoki, session, label).length !== count) throw exists()
  }
  await pool.read(async ({ session, slot }) => {
    attempt(() => cryptoki.C_GetMechanismInfo(slot, kind.generation))
    attempt(() => cryptoki.C_GetMechanismInfo(slot, kind.signing))
    assertAlone(session, 0)
  })
  await pool.write(async ({ session }) => {
    const pair = await cryptoki
      .C_GenerateKeyPairAsync(session, mechanism, publicTemplate, privateTemplate)
      .catch((error: unknown) => {
        throw failureOf(error)
      })
    try {
      // Another process may have been at it at the same time.
      assertAlone(session, 1)
    } catch (error) {
      for (const half of [pair.privateKey, pair.publicKey]) {
        attempt(() => cryptoki.C_DestroyObject(session, half))
      }
      throw error
    }
  })
}

function describe(cryptoki: Cryptoki, session: Handle, handle: Handle): readonly TokenKey[] {
  const name = readAttribute(cryptoki, session, handle, attribute.label)
  const ecParams = readAttribute(cryptoki, session, handle, attribute.ecParams)
  const kind = ecParams === undefined ? undefined : keyKindOf(ecParams)
  if (name === undefined || kind === undefined) return []
  try {
    return [{ label: parseLabel(decodeUtf8(name)), algorithm: kind.algorithm }]
  } catch {
    // Of others: not a name that a key can be opened by.
    return []
  }
}

function parseLabel(label: string): string {
  const { length } = encodeUtf8(label)
  if (length > 0 && length <= 64 && !/\p{C}/u.test(label)) return label
  throw new Pkcs11Error('key_label_malformed', 'Not a label for a key')
}

function exists(): Pkcs11Error {
  return new Pkcs11Error('key_exists', 'There is a key of this label')
}
