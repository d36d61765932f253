import type { Keep, Trust } from '@fidecura/app-kit'
import { systemClock } from '@fidecura/base'
import { decodeCredential, type VerifiedCredential, type Verifier } from '@fidecura/credentials'
import type { Signer } from '@fidecura/identity'
import {
  type AcceptOfferOptions,
  acceptCredentialOffer,
  type OpenedOffer,
} from '@fidecura/openid/wallet'
import { type HeldCredential, holdCredentials, verifyBeside } from '../wallet.ts'
import { type Coming, findComing, forgetComing, isLost, keepComing } from './coming.ts'

/** What receiving needs. */
export interface Receiving {
  readonly trust: Trust
  readonly keep: Keep
  readonly signer: Signer
  readonly held: readonly HeldCredential[]
  /** Shows what came; resolves with the person's word on it. */
  readonly ask: (credentials: readonly VerifiedCredential[]) => Promise<'kept' | 'declined'>
  readonly wait: NonNullable<AcceptOfferOptions['wait']>
  readonly transactionCode: string | undefined
  /** What is to come later is kept under it, and goes on by what is kept under it. */
  readonly id: string
  /** It is kept, and no page has to stay open for it. */
  readonly onKept: () => void
}

/** Fetches what was offered for the key of this phone, and keeps what the person keeps. @returns How many. */
export async function receiveOffer(offer: OpenedOffer, receiving: Receiving): Promise<number> {
  const { trust, keep, signer, ask, wait, transactionCode, id, onKept } = receiving
  const beside = [...receiving.held]
  const verifier: Verifier = {
    ...trust.verifier,
    // A role is judged beside its licence, which may have come a moment ago.
    verifyCredential: (token, call) => verifyBeside(trust.verifier, token, beside, call),
  }
  const kept = await findComing(keep, id)
  const coming: Omit<Coming, 'receipt'> = kept ?? {
    ...{ id, since: systemClock(), host: offer.issuer.host },
    types: offer.credentials.map(({ type }) => type),
  }
  try {
    const received = await acceptCredentialOffer(offer, {
      ...{ verifier, wait, createKey: async () => signer },
      ...(transactionCode === undefined ? {} : { transactionCode }),
      deferral: {
        key: signer,
        async keep(receipt) {
          await keepComing(keep, { ...coming, receipt })
          onKept()
        },
        ...(kept && { goOn: { receipt: kept.receipt, keys: [signer] } }),
      },
      async keep(credentials) {
        const word = await ask(credentials.map(({ credential }) => credential))
        for (const { token, credential } of word === 'kept' ? credentials : []) {
          const chain = await chainTo(credential.issuer, trust.chain)
          await holdCredentials(keep, [token], chain)
          beside.push({ token, chain })
        }
        await forgetComing(keep, id)
        return word
      },
    })
    return received.length
  } catch (error) {
    if (isLost(error)) await forgetComing(keep, id)
    throw error
  }
}

/** Of what the hospital vouches with, what leads to an issuer: the hospital wants it beside what is handed in. */
async function chainTo(issuer: string, accreditations: readonly string[]): Promise<string[]> {
  const chain: string[] = []
  let left = [...accreditations]
  let wanted = [issuer]
  while (wanted.length > 0) {
    const above: string[] = []
    const others: string[] = []
    for (const token of left) {
      const { credential } = await decodeCredential(token)
      const leads = credential.subject !== undefined && wanted.includes(credential.subject)
      if (leads) above.push(credential.issuer)
      ;(leads ? chain : others).push(token)
    }
    ;[left, wanted] = [others, above]
  }
  return chain
}
