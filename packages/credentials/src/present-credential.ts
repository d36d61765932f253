import { type EpochSeconds, isJsonObject, type JsonObject, type JsonValue } from '@fidecura/base'
import type { Signer } from '@fidecura/identity'
import type { Disclosure } from './disclosure.ts'
import { CredentialError } from './errors.ts'
import { signKeyBinding } from './key-binding.ts'
import { readHolderKey } from './payload-members.ts'
import { contains, namesOf, toPointer } from './pointer.ts'
import { decodeSdJwt } from './sd-jwt.ts'

/** What to show, to whom, and by whose hand. */
export interface PresentCredentialOptions {
  /**
   * What to show beyond what is always open: names of claims, or JSON Pointers to what lies in them,
   * as the credential reads with everything shown. A claim is shown whole.
   */
  readonly disclose: readonly string[] | 'all'
  /** Of the key in the credential's `cnf`. */
  readonly signer: Signer
  /** Whom it is for, as that verifier calls itself. */
  readonly audience: string
  /** Of that verifier, for this presentation. */
  readonly nonce: string
  readonly issuedAt: EpochSeconds
  readonly signal?: AbortSignal | undefined
}

/**
 * Shows a part of an SD-JWT to one audience and signs that it is the holder who does. RFC 9901 §7.2.
 *
 * @param token - As issued, with its disclosures and ending in `~`.
 * @returns The SD-JWT with the chosen disclosures and a key binding.
 * @throws {@link CredentialError} `presentation_malformed`: presented already, or no audience or
 *   nonce; `holder_binding_missing`, `holder_key_mismatch`, `disclosure_not_found`; those of
 *   `decodeCredential`.
 */
export async function presentCredential(
  token: string,
  options: PresentCredentialOptions,
): Promise<string> {
  const places = new Map<Disclosure, string>()
  const { jws, payload, disclosures, keyBinding } = await decodeSdJwt(token, { places })
  if (keyBinding !== undefined || options.audience === '' || options.nonce === '') {
    throw new CredentialError('presentation_malformed', 'Nothing that can be presented')
  }
  assertHolder(payload, options.signer)
  const shown =
    options.disclose === 'all'
      ? disclosures
      : choose(disclosures, places, options.disclose.map(toPointer), payload)
  const presented = [jws.compact, ...shown.map(({ encoded }) => encoded), ''].join('~')
  return presented + (await signKeyBinding(presented, options))
}

function assertHolder(payload: JsonObject, signer: Signer): void {
  const key = readHolderKey(payload['cnf'])
  if (key === undefined) {
    throw new CredentialError('holder_binding_missing', 'Not bound to a key')
  }
  const { crv, x, y } = signer.publicKey
  if (key.crv !== crv || key.x !== x || key.y !== y) {
    throw new CredentialError('holder_key_mismatch', 'Not the key that the credential is bound to')
  }
}

function choose(
  disclosures: readonly Disclosure[],
  places: ReadonlyMap<Disclosure, string>,
  pointers: readonly string[],
  payload: JsonObject,
): readonly Disclosure[] {
  for (const pointer of pointers) {
    if (!exists(payload, pointer)) {
      throw new CredentialError('disclosure_not_found', 'No such claim')
    }
  }
  return disclosures.filter((disclosure) => {
    const place = places.get(disclosure) ?? ''
    // What lies around a chosen claim must be shown for its digest to be found.
    return pointers.some((pointer) => contains(pointer, place) || contains(place, pointer))
  })
}

function exists(payload: JsonObject, pointer: string): boolean {
  let value: JsonValue | undefined = payload
  for (const name of namesOf(pointer)) {
    if (Array.isArray(value)) value = value[/^\d+$/.test(name) ? Number(name) : -1]
    else value = isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
    if (value === undefined) return false
  }
  return true
}
