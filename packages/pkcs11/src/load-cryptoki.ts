import type { Cryptoki } from './cryptoki.ts'
import { Pkcs11Error } from './errors.ts'

const absolute = /^(\/|[a-z]:[\\/]|\\\\)/i

/**
 * Loads a PKCS#11 library into this process, which runs its code.
 *
 * @throws {@link Pkcs11Error} `addon_missing`, `library_not_loaded`.
 */
export async function loadCryptoki(path: string): Promise<Cryptoki> {
  // By name alone, the linker would look through folders that others may write to.
  if (!absolute.test(path)) throw notLoaded()
  const Addon = await import('pkcs11js').then(
    ({ default: addon }) => addon.PKCS11,
    () => {
      throw new Pkcs11Error('addon_missing', 'pkcs11js is missing or was not built')
    },
  )
  try {
    return new Addon(path) as unknown as Cryptoki
  } catch {
    throw notLoaded()
  }
}

function notLoaded(): Pkcs11Error {
  return new Pkcs11Error(
    'library_not_loaded',
    'No PKCS#11 library at this absolute path, or not one for this machine',
  )
}
