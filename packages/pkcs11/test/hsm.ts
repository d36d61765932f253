import { expect } from '@jest/globals'
import type { SoftHsm } from '../../../test/soft-hsm.ts'
import type { Cryptoki } from '../src/cryptoki.ts'
import { libraryOf, type OpenTokenOptions, type Pkcs11Library } from '../src/library.ts'
import { loadCryptoki } from '../src/load-cryptoki.ts'

export const pin = '24680'

/** A library in use, and its functions: those that a test sets are called instead of the library's own. */
export interface OpenedHsm {
  readonly library: Pkcs11Library
  readonly real: Cryptoki
  readonly instead: Partial<Cryptoki>
  /** A further session, which is logged in as long as a token is open. */
  session(label: string, flags?: number): Uint8Array
}

export async function openHsm(hsm: SoftHsm): Promise<OpenedHsm> {
  const real = await loadCryptoki(hsm.library)
  const instead: Partial<Cryptoki> = {}
  const cryptoki = new Proxy(real, {
    get(target, name) {
      const own: unknown = Reflect.get(instead, name) ?? Reflect.get(target, name)
      return typeof own === 'function' ? own.bind(target) : own
    },
  })
  return {
    library: libraryOf(cryptoki),
    real,
    instead,
    session: (label, flags = 6) => real.C_OpenSession(slotOf(real, label), flags),
  }
}

export function slotOf(real: Cryptoki, label: string): Uint8Array {
  const slot = real.C_GetSlotList(true).find((one) => {
    const [name = ''] = real.C_GetTokenInfo(one).label.split('\0')
    return name.trimEnd() === label
  })
  if (slot === undefined) throw new Error('No such token')
  return slot
}

/** Options to open a token with its PIN. */
export const named = (label: string): OpenTokenOptions => ({ label, pin: () => pin })

/** A promise that a test keeps when it wants to. */
export function deferred(): { readonly promise: Promise<void>; keep(): void } {
  let keep: () => void = () => undefined
  const promise = new Promise<void>((resolve) => {
    keep = resolve
  })
  return { promise, keep }
}

/** Why a signer failed, as it says. */
export async function causeOf(signing: Promise<unknown>): Promise<unknown> {
  const error: unknown = await signing.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toMatchObject({ code: 'signer_failed', outcome: 'unknown' })
  return (error as { readonly cause: unknown }).cause
}
