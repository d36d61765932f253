import type { SignInChallenge } from '@fidecura/identity'
import { ServerError } from '../errors.ts'
import { documentKind } from '../hospital/document-kind.ts'
import type { Hospital } from '../hospital/hospital.ts'

const challenges = documentKind<SignInChallenge>('challenge')

/** Keeps what was asked, for the answer to be held to. */
export async function keepChallenge(
  { store, clock }: Hospital,
  challenge: SignInChallenge,
): Promise<void> {
  const { nonce, expiresAt } = challenge
  await store.documents.write([{ insert: challenges.of(nonce, challenge, { expiresAt }) }], clock())
}

/** A challenge that is open, once. @throws ServerError `challenge_unknown`. */
export async function takeChallenge(
  { store, clock }: Hospital,
  nonce: string,
): Promise<SignInChallenge> {
  const kind = challenges.name
  const found = await store.documents.find(kind, nonce, clock())
  const isOurs =
    found !== undefined &&
    (await store.documents.write(
      [{ remove: { kind, id: nonce }, version: found.version }],
      clock(),
    ))
  if (isOurs) return challenges.bodyOf(found)
  throw new ServerError('challenge_unknown', 'Answers no challenge of this service')
}
