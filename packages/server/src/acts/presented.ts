import type { VerifiedPresentation } from '@fidecura/credentials'
import { thumbprintOf } from '@fidecura/identity'
import type { AccessItem, ReadRequest } from '../api/bodies.ts'
import { ServerError } from '../errors.ts'
import { type DocumentKind, documentKind } from '../hospital/document-kind.ts'
import { type Call, notPermitted, staffOf } from '../http/call.ts'
import { takeChallenge } from './challenges.ts'

/** Whoever has looked, by name, for patients to read. */
export const readers: DocumentKind<AccessItem['by']> = documentKind('reader')

/** In one role: whoever has two is another reader in each. */
export function readerId(did: string, department: string): string {
  return JSON.stringify([did, department])
}

/** What somebody presented, and in answer to what. */
export interface Presented {
  readonly presentation: VerifiedPresentation
  readonly audience: string
}

/**
 * Proves what whoever is signed in presents for one reading.
 *
 * @throws ServerError `challenge_unknown`, `credentials_not_held`; those of the verifier.
 */
export async function provePresented(
  { hospital, session, signal }: Pick<Call, 'hospital' | 'session' | 'signal'>,
  { presentation: shown, nonce: asked }: Pick<ReadRequest, 'presentation' | 'nonce'>,
): Promise<Presented> {
  const { audience, nonce } = await takeChallenge(hospital, asked)
  const presentation = await hospital.verifier.verifyPresentation(shown, {
    ...{ audience, nonce, signal },
  })
  const isOwn =
    session !== undefined &&
    (await thumbprintOf(presentation.holderKey)) === (await thumbprintOf(session.publicKey))
  if (isOwn) return { presentation, audience }
  throw new ServerError('credentials_not_held', 'Presented by somebody else than is signed in')
}

/** The name that their credential gives them now: when the patient looks, they may work elsewhere. */
export async function rememberReader(call: Call): Promise<void> {
  const { hospital, principal, now } = call
  const { name, department, organisation } = staffOf(call)
  if (principal === undefined) throw notPermitted()
  const { did } = principal
  const id = readerId(did, department.did)
  const { documents } = hospital.store
  const kept = await documents.find(readers.name, id, now)
  const document = readers.of(id, { did, name, department, organisation })
  const change =
    kept === undefined ? { insert: document } : { replace: document, version: kept.version }
  await documents.write([change], now)
}
