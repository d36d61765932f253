import { decodeUtf8 } from '@fidecura/base'
import { type Cryptoki, type Handle, normalUser, userStates } from './cryptoki.ts'
import { attempt } from './cryptoki-failure.ts'
import { Pkcs11Error } from './errors.ts'

/**
 * Fetches the PIN, from a vault, a file or a prompt. Called once to open a token, and again each time
 * that its sessions were lost; nothing is kept in between.
 */
export type AskPin = () => string | Uint8Array | Promise<string | Uint8Array>

/** @throws {@link Pkcs11Error} `pin_not_given`, `pin_wrong`, `pin_locked`, `pin_not_set`, and those of sessions. */
export async function logIn(cryptoki: Cryptoki, session: Handle, askPin: AskPin): Promise<void> {
  const pin = await textOf(askPin)
  attempt(() => {
    // Of this process: we alone have its library. The PIN must be shown to be right, all the same.
    if (isLoggedIn(cryptoki, session)) cryptoki.C_Logout(session)
    cryptoki.C_Login(session, normalUser, pin)
  })
}

export function isLoggedIn(cryptoki: Cryptoki, session: Handle): boolean {
  return userStates.includes(cryptoki.C_GetSessionInfo(session).state)
}

async function textOf(askPin: AskPin): Promise<string> {
  try {
    const pin = await askPin()
    const text = typeof pin === 'string' ? pin : decodeUtf8(pin)
    // Without one, a library may ask at a keypad of its own, and wait for ever.
    if (text !== '') return text
  } catch {
    // What the caller's vault says of its failure is not for our logs.
  }
  throw new Pkcs11Error('pin_not_given', 'There was no PIN', { outcome: 'unknown' })
}
