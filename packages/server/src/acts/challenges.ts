import type { JsonObject } from '@fidecura/base'
import type { SignInChallenge } from '@fidecura/identity'
import { ServerError } from '../errors.ts'
import type { Hospital } from '../hospital/hospital.ts'

const kind = 'challenge'

/** Keeps what was asked, for the answer to be held to. */
export async function keepChallenge(
  { store, clock }: Hospital,
  challenge: SignInChallenge,
): Promise<void> {
  const { nonce: id, expiresAt } = challenge
  const body = { ...challenge } as unknown as JsonObject
  await store.documents.write([{ insert: { kind, id, expiresAt, body } }], clock())
}

/** A challenge that is open, once. @throws ServerError `challenge_unknown`. */
export async function takeChallenge(
  { store, clock }: Hospital,
  nonce: string,
): Promise<SignInChallenge> {
  const found = await store.documents.find(kind, nonce, clock())
  const isOurs =
    found !== undefined &&
    (await store.documents.write(
      [{ remove: { kind, id: nonce }, version: found.version }],
      clock(),
    ))
  if (isOurs) return found.body as unknown as SignInChallenge
  throw new ServerError('challenge_unknown', 'Answers no challenge of this service')
}
