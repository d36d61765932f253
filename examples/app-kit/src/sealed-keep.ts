import { decodeUtf8, encodeBase64url, encodeUtf8, equalBytes } from '@fidecura/base'
import type { BrowserVault } from '@fidecura/identity/browser'
import type { Keep } from './keep.ts'

type Bytes = Uint8Array<ArrayBuffer>

const secretName = 'names'

/**
 * A keep whose values and names nobody reads who has not opened the key: values are sealed, and lie under codes of
 * their names. What stands before the first `/` of a name stays readable: it says what kind of thing there is.
 *
 * @param vault - Of the open key. Once that is locked, nothing is read or written any more.
 */
export function createSealedKeep(keep: Keep, vault: BrowserVault): Keep {
  let secret: Promise<CryptoKey> | undefined
  const secretKey = () => {
    secret ??= secretOf(keep, vault)
    return secret
  }
  const idOf = async (name: string): Promise<string> => {
    const code = await crypto.subtle.sign('HMAC', await secretKey(), encodeUtf8(name) as Bytes)
    return `${kindOf(name)}${encodeBase64url(new Uint8Array(code))}`
  }
  const seal = (id: string, name: string, value: unknown) =>
    vault.seal(id, encodeUtf8(JSON.stringify([name, value])))
  const open = async <T>(id: string, sealed: Uint8Array) => {
    const [name, value] = JSON.parse(decodeUtf8(await vault.open(id, sealed))) as [string, T]
    return { name, value }
  }
  const get = async <T>(id: string) => {
    const sealed = await keep.get<Uint8Array>(id)
    const value = sealed && (await open<T>(id, sealed)).value
    return { sealed, value }
  }
  return {
    get: async <T>(name: string) => (await get<T>(await idOf(name))).value,
    async put(name, value) {
      const id = await idOf(name)
      await keep.put(id, await seal(id, name, value))
    },
    delete: async (name) => keep.delete(await idOf(name)),
    async list<T>(prefix: string) {
      const kept = await keep.list<Uint8Array>(kindOf(prefix))
      const opened = await Promise.all(kept.map(({ name: id, value }) => open<T>(id, value)))
      return opened
        .filter(({ name }) => name.startsWith(prefix))
        .sort((one, other) => (one.name < other.name ? -1 : 1))
    },
    async change(name, change) {
      const id = await idOf(name)
      for (;;) {
        const { sealed, value } = await get<Parameters<typeof change>[0]>(id)
        const { value: next, result } = change(value as Parameters<typeof change>[0])
        const written = next === undefined ? undefined : await seal(id, name, next)
        // Nothing of the browser's transactions waits for encryption: so it is written if it is still what was read.
        const isDone = await keep.change<Uint8Array, boolean>(id, (current) =>
          isSame(current, sealed)
            ? { value: written, result: true }
            : { value: current, result: false },
        )
        if (isDone) return result
      }
    },
  }
}

/** What stands before the first slash, and the slash. */
function kindOf(name: string): string {
  return name.slice(0, name.indexOf('/') + 1)
}

/** Made once, and by whichever tab comes first: names would be guessed from digests without it. */
async function secretOf(keep: Keep, vault: BrowserVault): Promise<CryptoKey> {
  const fresh = await vault.seal(secretName, crypto.getRandomValues(new Uint8Array(32)))
  const sealed = await keep.change<Uint8Array, Uint8Array>(secretName, (kept) => {
    const value = kept ?? fresh
    return { value, result: value }
  })
  const bytes = (await vault.open(secretName, sealed)) as Bytes
  const hmac = { name: 'HMAC', hash: 'SHA-256' }
  return await crypto.subtle.importKey('raw', bytes, hmac, false, ['sign'])
}

function isSame(one: Uint8Array | undefined, other: Uint8Array | undefined): boolean {
  if (one === undefined || other === undefined) return one === other
  return equalBytes(one, other)
}
