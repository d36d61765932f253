import type { Signer } from '@fidecura/identity'
import { openKeyFile } from '@fidecura/identity/node'
import type { OpenKeyOptions } from '@fidecura/pkcs11'
import type { Services } from '../context.ts'
import { inFile } from '../located.ts'

/**
 * Opens a key in the file of this path, or in the token that a `pkcs11:` URI names.
 *
 * @param passphrase - Asked for only if it is a file.
 * @param use - Whom a key of a token signs for; a key file says it itself.
 */
export async function openKey(
  { tokens }: Pick<Services, 'tokens'>,
  place: string,
  passphrase: () => Promise<string>,
  use?: OpenKeyOptions,
): Promise<Signer> {
  if (!place.startsWith('pkcs11:')) {
    return inFile(place, async () => openKeyFile(place, { passphrase: await passphrase() }))
  }
  const { parseKeyUri } = await import('@fidecura/pkcs11')
  return inFile(shownPlace(place), () => tokens.open(parseKeyUri(place), use))
}

/** Which key of which token: where library and PIN lie is not repeated. */
export function shownPlace(uri: string): string {
  return uri.split('?', 1)[0] ?? ''
}
