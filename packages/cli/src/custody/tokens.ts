import { password as askHidden, isCancel } from '@clack/prompts'
import type { NewKeyOptions, Signer } from '@fidecura/identity'
import type { KeyUri, OpenKeyOptions, Pkcs11Library, Pkcs11Token } from '@fidecura/pkcs11'
import type { Environment } from '../environment.ts'
import { UsageError } from '../usage-error.ts'
import { readSecret } from './read-secret.ts'

/** Tokens that one command has opened: a library belongs to the process, and a login to all that it does. */
export interface Tokens {
  /** @param use - Whom a key signs for of which the URI does not say it. Default: the did:key made of it. */
  open(uri: KeyUri, use?: OpenKeyOptions): Promise<Signer>
  make(uri: KeyUri, options: NewKeyOptions): Promise<Signer>
  /** Logs out, and lets go of the libraries. */
  close(): Promise<void>
}

/** @param prompt - Asks for the PIN of a token, by its label. */
export function createTokens(environment: Environment, prompt: (token: string) => string): Tokens {
  const libraries = new Map<string, Promise<Pkcs11Library>>()
  const tokens = new Map<string, Promise<Pkcs11Token>>()

  const tokenOf = ({ module, token, pinFile }: KeyUri): Promise<Pkcs11Token> =>
    once(tokens, JSON.stringify([module, token.label, token.serial]), async () => {
      const pin = (): Promise<string> => askPin(environment, prompt(token.label), pinFile)
      // What is wrong with the file is said before the token is touched: there it would only be 'no PIN'.
      const first = await pin()
      const library = await once(libraries, module, () => loadLibrary(module))
      let isFirst = true
      return library.openToken({
        ...token,
        pin() {
          if (!isFirst) return pin()
          isFirst = false
          return first
        },
      })
    })

  return Object.freeze<Tokens>({
    async open(uri, use = { method: 'key' }) {
      return (await tokenOf(uri)).openKey(uri.key, uri.use ?? use)
    },
    async make(uri, options) {
      const { algorithm = 'ES256' } = options
      const made = uri.use === undefined ? options : { ...uri.use, algorithm }
      return (await tokenOf(uri)).generateKey(uri.key, made)
    },
    async close() {
      await Promise.allSettled(tokens.values())
      tokens.clear()
      const opened = await Promise.allSettled(libraries.values())
      libraries.clear()
      for (const one of opened) if (one.status === 'fulfilled') await one.value.close()
    },
  })
}

/** Also of what failed: a PIN that was wrong is not tried a second time for the next key. */
function once<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const found = known.get(key) ?? make()
  known.set(key, found)
  return found
}

async function loadLibrary(module: string): Promise<Pkcs11Library> {
  // With a native addon behind it, which hardly any command needs.
  const { openLibrary } = await import('@fidecura/pkcs11')
  return openLibrary(module)
}

async function askPin(
  environment: Environment,
  message: string,
  file: string | undefined,
): Promise<string> {
  if (file !== undefined) return readSecret(file, environment)
  const { stdin: input, stderr: output } = environment
  if (input.isTTY === true) {
    const answer = await askHidden({ message, input, output })
    if (!isCancel(answer) && answer !== '') return answer
  }
  throw new UsageError('pin_missing', 'No terminal to ask on, and no file', { place: 'pin-source' })
}
