import { encodeHex } from '@fidecura/base'
import type { PublicJwk } from '@fidecura/identity'
import {
  type AttributeWish,
  attribute,
  type Cryptoki,
  type Handle,
  objectClass,
} from './cryptoki.ts'
import { attempt, failureOf, returnValueOf } from './cryptoki-failure.ts'
import { Pkcs11Error } from './errors.ts'
import { type KeyKind, keyKindOf, publicKeyOfPoint } from './key-kinds.ts'

/** A private key of a token that has passed every check but that of its signature. */
export interface KeyObject {
  readonly handle: Handle
  readonly kind: KeyKind
  readonly publicKey: PublicJwk
}

/**
 * Finds the one key of a label, and checks what the token says of it.
 *
 * @throws {@link Pkcs11Error} `key_not_found`, `key_ambiguous`, `key_exportable`, `key_unsupported`.
 */
export function findKey(cryptoki: Cryptoki, session: Handle, label: string): KeyObject {
  const handle = onlyOf(findPrivateKeys(cryptoki, session, label))
  const kind = keyKindOf(readAttribute(cryptoki, session, handle, attribute.ecParams) ?? none)
  if (kind === undefined) throw unsupported()
  const flag = (type: number): boolean => readAttribute(cryptoki, session, handle, type)?.[0] === 1
  if (!flag(attribute.sign) || flag(attribute.alwaysAuthenticate)) throw unsupported()
  // The last two tell of its past: a key that was brought in has been elsewhere.
  const mustBe = [attribute.sensitive, attribute.alwaysSensitive, attribute.neverExtractable]
  const extractable = readAttribute(cryptoki, session, handle, attribute.extractable)
  if (extractable?.[0] !== 0 || !mustBe.every(flag)) {
    throw new Pkcs11Error('key_exportable', 'The key can, or could once, leave the token')
  }
  const ecPoint = readAttribute(
    cryptoki,
    session,
    publicHalfOf(cryptoki, session, handle, label),
    attribute.ecPoint,
  )
  const publicKey = publicKeyOfPoint(ecPoint ?? none, kind)
  if (publicKey === undefined) throw unsupported()
  return { handle, kind, publicKey }
}

/**
 * Of the label, or all of them.
 *
 * @throws {@link Pkcs11Error} `token_failed` (unknown): more than 4,096.
 */
export function findPrivateKeys(
  cryptoki: Cryptoki,
  session: Handle,
  label?: string,
): readonly Handle[] {
  const named = label === undefined ? [] : [{ type: attribute.label, value: label }]
  return find(cryptoki, session, [
    { type: attribute.class, value: objectClass.privateKey },
    { type: attribute.token, value: true },
    ...named,
  ])
}

/** `undefined` if the object has no such attribute, or does not show it. */
export function readAttribute(
  cryptoki: Cryptoki,
  session: Handle,
  object: Handle,
  type: number,
): Uint8Array | undefined {
  try {
    return cryptoki.C_GetAttributeValue(session, object, [{ type }])[0]?.value
  } catch (error) {
    const hidden = [17, 18] // CKR_ATTRIBUTE_SENSITIVE, CKR_ATTRIBUTE_TYPE_INVALID
    if (hidden.includes(returnValueOf(error) ?? 0)) return undefined
    throw failureOf(error)
  }
}

const none = new Uint8Array()

// A library that always finds another would keep us here, too.
const maxObjects = 4096

/** The standard has both halves bear one id. */
function publicHalfOf(
  cryptoki: Cryptoki,
  session: Handle,
  privateKey: Handle,
  label: string,
): Handle {
  const id = readAttribute(cryptoki, session, privateKey, attribute.id) ?? none
  return onlyOf(
    find(cryptoki, session, [
      { type: attribute.class, value: objectClass.publicKey },
      id.length > 0 ? { type: attribute.id, value: id } : { type: attribute.label, value: label },
    ]),
  )
}

function find(
  cryptoki: Cryptoki,
  session: Handle,
  template: readonly AttributeWish[],
): readonly Handle[] {
  const found = new Map<string, Handle>()
  return attempt(() => {
    cryptoki.C_FindObjectsInit(session, template)
    try {
      for (;;) {
        const some = cryptoki.C_FindObjects(session, 64)
        // A library that gives the same again would keep us here.
        const before = found.size
        for (const one of some) found.set(encodeHex(one), one)
        if (found.size === before) return [...found.values()]
        if (found.size > maxObjects) throw tooMany()
      }
    } finally {
      cryptoki.C_FindObjectsFinal(session)
    }
  })
}

function onlyOf(handles: readonly Handle[]): Handle {
  const [only, ...others] = handles
  if (only === undefined) throw new Pkcs11Error('key_not_found', 'The token has no such key')
  if (others.length > 0) throw new Pkcs11Error('key_ambiguous', 'Several keys of this name')
  return only
}

function tooMany(): Pkcs11Error {
  return new Pkcs11Error('token_failed', 'More keys than the limit', { outcome: 'unknown' })
}

function unsupported(): Pkcs11Error {
  return new Pkcs11Error('key_unsupported', 'Not a key that signs what we sign')
}
