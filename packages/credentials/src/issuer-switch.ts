import { CredentialError } from './errors.ts'
import { assertSelection } from './issued-labels.ts'
import type { IssuedStore } from './issued-store.ts'
import type { IssuerOptions } from './issuer.ts'
import { labelOlder } from './label-older.ts'
import { newUuid } from './new-uuid.ts'
import type {
  RevocationContext,
  RevocationPolicy,
  RevocationProposal,
  RevocationSubmission,
} from './revocation-policy.ts'
import { type StatusChangeReason, whyOf } from './status-change-reason.ts'
import {
  isSameSwitchAct,
  type NewSwitchAct,
  type SelectedCredential,
  type SwitchAct,
  type SwitchOptions,
  type SwitchPage,
  type SwitchSelection,
} from './switch-act.ts'

/** What is ordered about many. */
export interface SwitchOrder
  extends StatusChangeReason,
    Pick<SwitchOptions, 'expected' | 'onProgress'> {
  /** Makes a retry harmless. Default: a new one. None that begins with `order:`: `issued_conflict`. */
  readonly id?: string
}

/** What would be meant. */
export interface SwitchPreview {
  readonly count: number
  /** How many stand how. */
  readonly values: Readonly<Record<SelectedCredential['value'], number>>
  /** One page of them. */
  readonly credentials: readonly SelectedCredential[]
}

/** The part of an issuer that turns off many at once, or for good. */
export interface IssuerSwitch {
  /** What an act on this selection would be about, a page at a time; changes nothing. */
  preview(selection: SwitchSelection, page?: Partial<SwitchPage>): Promise<SwitchPreview>
  /**
   * Suspends all that a selection names, on every list of this issuer, in one step: anybody may, for it
   * can be undone. What is issued afterwards is not suspended.
   */
  suspendAll(selection: SwitchSelection, order?: SwitchOrder): Promise<SwitchAct>
  /** Reinstates exactly what that act suspended; see `SwitchStore.undo`. */
  undo(act: string, options?: Pick<SwitchOptions, 'onProgress'>): Promise<SwitchAct>
  /** As `suspendAll` and for good; as `revoke`, not for everybody. */
  revokeAll(selection: SwitchSelection, order?: SwitchOrder): Promise<SwitchAct>
  /** The first of two people. Nothing is revoked yet. */
  proposeRevocation(
    submission: RevocationSubmission,
    options?: Pick<RevocationContext, 'signal'>,
  ): Promise<RevocationProposal>
  /** The second one: revokes, and writes down who ordered it. */
  approveRevocation(
    submission: RevocationSubmission,
    options?: Pick<SwitchOptions, 'onProgress'> & Pick<RevocationContext, 'signal'>,
  ): Promise<SwitchAct>
}

/** Not part of the package: what an issuer is made of. */
export function createIssuerSwitch(
  options: IssuerOptions,
): IssuerSwitch & { readonly assertAlone: () => void } {
  const { signer, store, clock } = options

  const find = async (selection: SwitchSelection): Promise<void> => {
    assertSelection(selection)
    await labelOlder(store, signer.did, selection)
  }

  const act = async (
    kind: NewSwitchAct['kind'],
    selection: SwitchSelection,
    { id, expected, onProgress, ...why }: SwitchOrder & Pick<NewSwitchAct, 'orderedBy'> = {},
  ): Promise<SwitchAct> => {
    await find(selection)
    const { orderedBy } = why
    const order: NewSwitchAct = {
      issuer: signer.did,
      id: id ?? newUuid(),
      kind,
      selection,
      ...whyOf(why),
      ...(orderedBy === undefined ? {} : { orderedBy }),
    }
    return store.act(order, {
      clock,
      ...(options.decoys === undefined ? {} : { decoys: options.decoys }),
      ...(expected === undefined ? {} : { expected }),
      ...(onProgress === undefined ? {} : { onProgress }),
    })
  }

  const doneBefore = async (order: Pick<NewSwitchAct, 'id' | 'selection'>): Promise<SwitchAct> => {
    const acts = await store.acts(signer.did, maxActs)
    const known = acts.find(({ id }) => id === order.id)
    const meant = { ...order, issuer: signer.did, kind: 'revoke' } as const
    if (known !== undefined && isSameSwitchAct(known, meant)) return known
    throw new CredentialError('revocation_order_not_found', 'Not among the newest acts')
  }

  const assertAlone = (): void => {
    if (options.revocation === 'by_issuer_key') return
    throw needsTwo()
  }

  const policyOf = (): RevocationPolicy => {
    if (typeof options.revocation === 'object') return options.revocation
    throw needsTwo()
  }

  return {
    assertAlone,
    async preview(selection, { after, limit = 100 } = {}) {
      await find(selection)
      const page = { limit, ...(after === undefined ? {} : { after }) }
      const credentials = await store.select(signer.did, selection, page)
      return Object.freeze({ ...(await countAll(store, signer.did, selection)), credentials })
    },
    async suspendAll(selection, order) {
      assertOwnId(order)
      return act('suspend', selection, order)
    },
    undo: (id, more = {}) => store.undo(signer.did, id, { clock, ...more }),
    async revokeAll(selection, order) {
      assertAlone()
      assertOwnId(order)
      return act('revoke', selection, order)
    },
    proposeRevocation: async (submission, { signal } = {}) =>
      policyOf().propose(submission, { issuer: signer.did, clock, signal }),
    async approveRevocation(submission, { signal, ...more } = {}) {
      const [policy, context] = [policyOf(), { issuer: signer.did, clock, signal }]
      const approved = await policy.approve(submission, context)
      const { selection, expiresAt: _, issuer: __, id: name, ...order } = approved.order
      const { orderedBy } = approved
      // Whoever suspends alone could else take the id of an order, so that it is never carried out.
      const id = `${ofOrders}${name}`
      // What a policy keeps of what was done is no reason to do it.
      if (approved.carriedOut) return doneBefore({ ...order, selection, id })
      const done = await act('revoke', selection, { ...order, ...more, id, orderedBy })
      await policy.carriedOut?.(approved.order, context)
      return done
    },
  }
}

async function countAll(
  store: IssuedStore,
  issuer: string,
  selection: SwitchSelection,
): Promise<Omit<SwitchPreview, 'credentials'>> {
  const values = { valid: 0, suspended: 0, revoked: 0 }
  let count = 0
  for (let after: string | undefined; ; ) {
    const page = { limit: 1000, ...(after === undefined ? {} : { after }) }
    const found = await store.select(issuer, selection, page)
    for (const { value } of found) values[value] += 1
    count += found.length
    after = found.at(-1)?.id
    if (after === undefined) return { count, values }
  }
}

const ofOrders = 'order:'

// Of which one that is asked for once more is one of the newest.
const maxActs = 1000

function assertOwnId({ id }: SwitchOrder = {}): void {
  if (id === undefined || !id.startsWith(ofOrders)) return
  throw new CredentialError('issued_conflict', 'An id that is kept for orders')
}

function needsTwo(): CredentialError {
  return new CredentialError('revocation_needs_two_people', 'Not on the word of one')
}
