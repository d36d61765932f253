import type { NewKeyOptions, Signer } from '@fidecura/identity'
import { createKeyFile } from '@fidecura/identity/node'
import type { Services } from '../context.ts'
import { inFile } from '../located.ts'
import { shownPlace } from './open-key.ts'

/** Makes a key in a file of this path, or in the token that a `pkcs11:` URI names, which it never leaves. */
export async function makeKey(
  { tokens }: Pick<Services, 'tokens'>,
  place: string,
  passphrase: () => Promise<string>,
  options: NewKeyOptions,
): Promise<Signer> {
  if (!place.startsWith('pkcs11:')) {
    return inFile(place, async () =>
      createKeyFile(place, { passphrase: await passphrase(), ...options }),
    )
  }
  const { parseKeyUri } = await import('@fidecura/pkcs11')
  return inFile(shownPlace(place), () => tokens.make(parseKeyUri(place), options))
}
