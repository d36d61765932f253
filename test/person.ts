import { allowLoopbackHttp, type Clock } from '@fidecura/base'
import {
  comparisonDigits,
  generateSigner,
  proveSignIn,
  type Signer,
  thumbprintOf,
} from '@fidecura/identity'
import { createFidecuraClient, type FidecuraClient, type Session } from '@fidecura/server/client'

/** A hospital, as people reach it: over a network, or by its handler alone. */
export interface Place {
  readonly origin: string
  readonly tenant: string
  readonly audience: string
  readonly clock: Clock
  /** @param path - From the origin on. */
  readonly fetch: (path: string, init: RequestInit) => Promise<Response>
}

/** What was issued to somebody. */
export interface Held {
  readonly credentials: readonly string[]
  readonly chain: readonly string[]
}

/** Somebody with a key, at one hospital. */
export interface Person extends Held {
  readonly signer: Signer
  /** Asks in the session that was opened last. */
  readonly client: FidecuraClient
  session(): string | undefined
  /** @param shown - Default: what they hold. */
  signIn(shown?: Held): Promise<Session>
}

/** @param given - Their key, if they have one, and what was issued to it. */
export async function personAt(
  place: Place,
  given: Partial<Held> & { readonly signer?: Signer | undefined } = {},
): Promise<Person> {
  const { origin, tenant, audience, clock } = place
  const { credentials = [], chain = [], signer = await generateSigner() } = given
  let session: string | undefined
  const client = createFidecuraClient({
    base: `/${tenant}/api/v1`,
    fetch: place.fetch,
    session: () => session,
  })
  const door = origin.startsWith('http:') ? { [allowLoopbackHttp]: [origin] } : {}
  return {
    ...{ signer, client, credentials, chain },
    session: () => session,
    async signIn(shown = { credentials, chain }) {
      const challenge = await client.challenge()
      const now = clock()
      const proof = await proveSignIn(challenge, { origin, audience, signer, now, ...door })
      const opened = await client.signIn({ proof, ...shown })
      session = opened.session
      return opened
    },
  }
}

/** Claims a code. @returns Which offer it was, and the four digits that they read out at the desk. */
export async function claim(
  { client, signer }: Pick<Person, 'client' | 'signer'>,
  code: string,
): Promise<{ readonly id: string; readonly digits: string }> {
  const { id, nonce } = await client.claimOffer(code)
  const thumbprint = await thumbprintOf(signer.publicKey)
  return { id, digits: await comparisonDigits({ offer: id, nonce, thumbprint }) }
}

/** What was issued for an offer, once it was. */
export async function heldFor({ client }: Pick<Person, 'client'>, offer: string): Promise<Held> {
  const { credentials = [], chain = [] } = await client.heldOffer(offer)
  return { credentials, chain }
}
