import type { EpochSeconds } from '@fidecura/base'
import { type Signer, thumbprintOf } from '@fidecura/identity'
import { OpenIdError } from '../errors.ts'
import { offerLinkOf } from '../vci/credential-offer.ts'
import type { OfferGround } from './open-credential-offer.ts'
import type { AccessToken } from './request-token.ts'

/**
 * What to keep of an issuance that is to come later, in order to go on once the page was left: plain JSON, to be
 * sealed, for whoever has it and the keys has the credential.
 */
export interface DeferredReceipt {
  readonly version: 'urn:fidecura:openid-deferred:1'
  /** The offer, to be opened again. */
  readonly link: string
  readonly token: AccessToken
  /** Thumbprint of the key that the token is bound to. RFC 7638. Undefined: to none. */
  readonly boundTo?: string | undefined
  /** As whom the token was asked for, where somebody signed in for it. */
  readonly clientId?: string | undefined
  /** What is to come, by its name in the offer, */
  readonly configuration: string
  /** and what is to be asked for after it. */
  readonly rest: readonly string[]
  /** Thumbprints of the keys that were proven for it. */
  readonly keys: readonly string[]
  readonly state: DeferredState
}

/** How far it is. `came`: handed out, and not kept yet; it is not handed out again. */
export type DeferredState =
  | {
      readonly kind: 'waiting'
      readonly transactionId: string
      /** Not to be asked for before. */
      readonly askAt: EpochSeconds
    }
  | {
      readonly kind: 'came'
      readonly tokens: readonly string[]
      readonly notificationId: string | undefined
    }

/** How what is to come later outlives the call. */
export interface Deferral {
  /**
   * A key that lasts: the token is bound to it, where the server can. Where it can bind tokens, and not to this key,
   * nothing is kept, for the key of that call is gone with it.
   */
  readonly key: Signer
  /** Keeps it, durably and sealed, in the place of the one before. Delete it once `keep` has kept or declined. */
  readonly keep: (receipt: DeferredReceipt) => Promise<void>
  /** What was kept, and the signers of its `keys`: to go on with that. */
  readonly goOn?: { readonly receipt: DeferredReceipt; readonly keys: readonly Signer[] }
}

/** What was kept, if it is of this offer, and its keys are here. */
export interface ResumedReceipt {
  readonly receipt: DeferredReceipt
  readonly keys: readonly Signer[]
}

/** @throws OpenIdError `openid_options_invalid`. */
export async function resume(
  { goOn, key }: Deferral,
  { offer }: OfferGround,
): Promise<ResumedReceipt | undefined> {
  if (goOn === undefined) return undefined
  const { receipt } = goOn
  const isOfOffer =
    receipt.version === 'urn:fidecura:openid-deferred:1' && receipt.link === offerLinkOf({ offer })
  const { boundTo = await thumbprintOf(key.publicKey) } = receipt
  if (!isOfOffer || boundTo !== (await thumbprintOf(key.publicKey))) throw invalid('goOn')
  const known = new Map<string, Signer>()
  for (const one of goOn.keys) known.set(await thumbprintOf(one.publicKey), one)
  const keys = receipt.keys.map((thumbprint) => {
    const found = known.get(thumbprint)
    if (found === undefined) throw invalid('goOn')
    return found
  })
  return { receipt, keys }
}

function invalid(place: string): OpenIdError {
  return new OpenIdError('openid_options_invalid', 'Not what was kept of this offer', { place })
}
