import type { Disclosure } from './disclosure.ts'
import { CredentialError } from './errors.ts'
import {
  assertFound,
  type PresentCredentialOptions,
  pointersOf,
  shownOf,
} from './present-credential.ts'
import { decodeSdJwt } from './sd-jwt.ts'

/**
 * What `presentCredential` would show of an SD-JWT, before anything is signed: for whoever has to see what
 * a presentation gives away. It is no presentation, for nobody is bound to it.
 *
 * @param token - As issued, with its disclosures and ending in `~`.
 * @returns The SD-JWT with the chosen disclosures, which `decodeSdJwt` reads.
 * @throws {@link CredentialError} `presentation_malformed`: presented already; `disclosure_not_found`;
 *   those of `decodeSdJwt`.
 */
export async function showCredential(
  token: string,
  options: Pick<PresentCredentialOptions, 'disclose'>,
): Promise<string> {
  const places = new Map<Disclosure, string>()
  const { jws, payload, disclosures, keyBinding } = await decodeSdJwt(token, { places })
  if (keyBinding !== undefined) {
    throw new CredentialError('presentation_malformed', 'Presented already')
  }
  const held = { compact: jws.compact, payload, disclosures, places }
  const pointers = pointersOf(options)
  assertFound(pointers, [held])
  return shownOf(held, pointers)
}
