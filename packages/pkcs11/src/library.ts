import { type Cryptoki, lockingFlag } from './cryptoki.ts'
import { attempt } from './cryptoki-failure.ts'
import { Pkcs11Error } from './errors.ts'
import { findToken, type TokenName } from './find-token.ts'
import { loadCryptoki } from './load-cryptoki.ts'
import type { AskPin } from './pin.ts'
import { createSessionPool } from './session-pool.ts'
import { type Pkcs11Token, tokenOf } from './token.ts'

/** Which token, and how to use it. */
export interface OpenTokenOptions extends TokenName {
  readonly pin: AskPin
  /** How many signatures the token may be asked for at once; more wait. Default 4. */
  readonly maxSessions?: number
}

/** The vendor's PKCS#11 library, loaded into this process, which uses it through this alone. */
export interface Pkcs11Library {
  /**
   * Opens a token and logs in.
   *
   * @throws {@link Pkcs11Error} `token_not_found`, `token_ambiguous`, `token_in_use`, `pin_wrong`,
   *   `pin_locked`, `pin_not_set`; `pin_not_given`, `token_lost`, `token_failed` (unknown).
   */
  openToken(options: OpenTokenOptions): Promise<Pkcs11Token>
  /** Closes every token, and lets go of the library. */
  close(): Promise<void>
}

/**
 * Loads a PKCS#11 library, which runs its code in this process.
 *
 * @param path - Absolute.
 * @throws {@link Pkcs11Error} `addon_missing`, `library_not_loaded`, `library_in_use`, `token_failed`.
 */
export async function openLibrary(path: string): Promise<Pkcs11Library> {
  return libraryOf(await loadCryptoki(path))
}

/** For libraries that are reached otherwise. */
export function libraryOf(cryptoki: Cryptoki): Pkcs11Library {
  // We call it from several threads at once.
  attempt(() => cryptoki.C_Initialize({ flags: lockingFlag }))
  const tokens = new Map<string, Promise<Pkcs11Token>>()
  let isClosed = false

  return Object.freeze({
    async openToken({ pin, maxSessions = 4, ...name }: OpenTokenOptions) {
      if (isClosed) throw new Pkcs11Error('token_closed', 'The library was closed')
      const { label, serial, maxSessions: limit } = findToken(cryptoki, name)
      const key = JSON.stringify([label, serial])
      if (tokens.has(key)) throw new Pkcs11Error('token_in_use', 'The token is open already')
      const opening: Promise<Pkcs11Token> = createSessionPool(cryptoki, {
        token: { label, serial },
        askPin: pin,
        // One holds the login.
        maxSessions: Math.max(1, Math.min(Math.floor(maxSessions) || 1, limit - 1)),
      }).then((pool) => {
        const token = tokenOf(cryptoki, pool)
        const close = async (): Promise<void> => {
          await token.close()
          // By now it may have been opened anew.
          if (tokens.get(key) === opening) tokens.delete(key)
        }
        return Object.freeze({ ...token, close })
      })
      tokens.set(key, opening)
      return await opening.catch((error: unknown) => {
        tokens.delete(key)
        throw error
      })
    },
    async close() {
      if (isClosed) return
      isClosed = true
      const opened = await Promise.allSettled(tokens.values())
      for (const one of opened) if (one.status === 'fulfilled') await one.value.close()
      attempt(() => cryptoki.C_Finalize())
    },
  })
}
