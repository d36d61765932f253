import { didKeyOf, type Signer } from '../../src/index.ts'

export const stranger = 'did:web:stranger.example'

/** What the attacker makes a document of. */
export interface Kit {
  readonly did: string
  readonly jwk: Record<string, unknown>
  /** The method under which the attacker signs. */
  readonly method: Record<string, unknown>
  readonly multibase: string
  readonly edJwk: Record<string, unknown>
  readonly edMultibase: string
  /** A good document. */
  readonly document: Record<string, unknown>
}

export function kitOf(
  did: string,
  { p256, ed25519 }: { readonly p256: Signer; readonly ed25519: Signer },
): Kit {
  const jwk = { ...p256.publicKey }
  const method = {
    id: `${did}#key-1`,
    type: 'JsonWebKey',
    controller: did,
    publicKeyJwk: jwk,
  }
  return {
    did,
    jwk,
    method,
    multibase: didKeyOf(p256.publicKey).slice('did:key:'.length),
    edJwk: { ...ed25519.publicKey },
    edMultibase: didKeyOf(ed25519.publicKey).slice('did:key:'.length),
    document: { id: did, verificationMethod: [method], assertionMethod: [`${did}#key-1`] },
  }
}

export const withMembers =
  (members: object) =>
  (kit: Kit): object => ({ ...kit.document, ...members })

export const withMethod =
  (members: (kit: Kit) => object) =>
  (kit: Kit): object => ({
    ...kit.document,
    verificationMethod: [{ ...kit.method, ...members(kit) }],
  })

export const withJwk = (members: object) =>
  withMethod(({ jwk }) => ({ publicKeyJwk: { ...jwk, ...members } }))

export const withMultibase = (type: string, publicKeyMultibase: unknown) =>
  withMethod(() => ({ type, publicKeyJwk: undefined, publicKeyMultibase }))

/** One trick, what it is, and how it must end: `verified` where it is none. */
export type Row = readonly [
  trick: string,
  document: (kit: Kit) => unknown,
  code: string,
  /** Where the way of serving makes a difference. */
  other?: { readonly webvh?: string; readonly adapter?: string },
]

export const malformed = 'did_document_malformed'
export const verified = 'verified'
