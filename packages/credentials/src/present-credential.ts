import {
  assertOptions,
  type EpochSeconds,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from '@fidecura/base'
import type { PublicJwk, Signer } from '@fidecura/identity'
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
  /**
   * SHA-256 in base64url of whatever else the holder agrees to by the same signature. Goes into the key
   * binding of each SD-JWT as `transaction_data_hashes`. OpenID4VP 1.0 Appendix B.3.3.
   */
  readonly transactionDataHashes?: readonly string[]
  readonly signal?: AbortSignal | undefined
}

/**
 * Shows a part of an SD-JWT to one audience and signs that it is the holder who does. RFC 9901 §7.2.
 *
 * @param token - As issued, with its disclosures and ending in `~`.
 * @returns The SD-JWT with the chosen disclosures and a key binding.
 * @throws {@link CredentialError} `presentation_malformed`: presented already, or no audience or
 *   nonce; `instant_malformed`: not in whole seconds; `holder_binding_missing`,
 *   `holder_key_mismatch`, `disclosure_not_found`; those of `decodeCredential`; BaseError `option_missing`.
 */
export async function presentCredential(
  token: string,
  options: PresentCredentialOptions,
): Promise<string> {
  assertPresentable(options)
  const held = await openHeld(token, options)
  const pointers = pointersOf(options)
  assertFound(pointers, [held])
  return showHeld(held, pointers, options)
}

/** @throws BaseError `option_missing`. */
export function assertPresentable(options: PresentCredentialOptions): void {
  assertOptions(options, ['disclose', 'signer', 'audience', 'nonce', 'issuedAt'])
}

/** An SD-JWT in the hands of its holder. */
export interface HeldCredential {
  readonly compact: string
  /** With everything shown. */
  readonly payload: JsonObject
  readonly disclosures: readonly Disclosure[]
  readonly places: ReadonlyMap<Disclosure, string>
}

/** JSON Pointers to what is to be shown; undefined: everything. */
export type ShownPointers = readonly string[] | undefined

export async function openHeld(
  token: string,
  options: PresentCredentialOptions,
): Promise<HeldCredential> {
  const held = await openIssued(token, options)
  assertHolder(readHolderKey(held.payload['cnf']), options.signer)
  return held
}

/** As {@link openHeld}, whoever its holder is. */
export async function openIssued(
  token: string,
  { audience, nonce }: Pick<PresentCredentialOptions, 'audience' | 'nonce'>,
): Promise<HeldCredential> {
  const places = new Map<Disclosure, string>()
  const { jws, payload, disclosures, keyBinding } = await decodeSdJwt(token, { places })
  if (keyBinding !== undefined || audience === '' || nonce === '') {
    throw new CredentialError('presentation_malformed', 'Nothing that can be presented')
  }
  return { compact: jws.compact, payload, disclosures, places }
}

export function pointersOf({
  disclose,
}: Pick<PresentCredentialOptions, 'disclose'>): ShownPointers {
  return disclose === 'all' ? undefined : disclose.map(toPointer)
}

/** Each of them must lead to a claim of one of these, or a holder would show less than they think. */
export function assertFound(pointers: ShownPointers, held: readonly HeldCredential[]): void {
  const all = pointers?.every((pointer) => held.some(({ payload }) => exists(payload, pointer)))
  if (all === false) throw new CredentialError('disclosure_not_found', 'No such claim')
}

export function assertHolder(key: PublicJwk | undefined, { publicKey }: Signer): void {
  if (key === undefined) {
    throw new CredentialError(
      'holder_binding_missing',
      'Not bound to a key: issue it with the holderKey',
    )
  }
  const { crv, x, y } = publicKey
  if (key.crv !== crv || key.x !== x || key.y !== y) {
    throw new CredentialError('holder_key_mismatch', 'Not the key that the credential is bound to')
  }
}

/** Signs it with whatever of these claims it has. */
export async function showHeld(
  held: HeldCredential,
  pointers: ShownPointers,
  options: PresentCredentialOptions,
): Promise<string> {
  const presented = shownOf(held, pointers)
  return presented + (await signKeyBinding(presented, options))
}

/** With whatever of these claims it has, and without a binding. */
export function shownOf(
  { compact, payload, disclosures, places }: HeldCredential,
  pointers: ShownPointers,
): string {
  const wanted = pointers?.filter((pointer) => exists(payload, pointer))
  const shown = disclosures.filter((disclosure) => {
    const place = places.get(disclosure) ?? ''
    // What lies around a chosen claim must be shown for its digest to be found.
    return wanted?.some((pointer) => contains(pointer, place) || contains(place, pointer)) ?? true
  })
  return [compact, ...shown.map(({ encoded }) => encoded), ''].join('~')
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
