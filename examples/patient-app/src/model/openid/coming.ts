import type { Keep } from '@fidecura/app-kit'
import { CodedError } from '@fidecura/base'
import type { DeferredReceipt } from '@fidecura/openid/wallet'

/** Something that an issuer prepares for this person. */
export interface Coming {
  readonly id: string
  /** Seconds since the epoch. */
  readonly since: number
  /** Who prepares it. */
  readonly host: string
  readonly types: readonly string[]
  readonly receipt: DeferredReceipt
}

const prefix = 'coming/'
const most = 20

/** Keeps it in the place of what was kept of the same; of too many the oldest are forgotten. */
export async function keepComing(keep: Keep, coming: Coming): Promise<void> {
  await keep.put(prefix + coming.id, coming)
  const all = await listComing(keep)
  for (const { id } of all.slice(most)) await forgetComing(keep, id)
}

/** The newest first. */
export async function listComing(keep: Keep): Promise<readonly Coming[]> {
  const kept = await keep.list<Coming>(prefix)
  return kept.map(({ value }) => value).toSorted((one, other) => other.since - one.since)
}

export async function findComing(keep: Keep, id: string): Promise<Coming | undefined> {
  return await keep.get<Coming>(prefix + id)
}

export async function forgetComing(keep: Keep, id: string): Promise<void> {
  await keep.delete(prefix + id)
}

/** Nothing will ever come of it. What the network did is not the issuer's word, nor is that the page was left. */
export function isLost(error: unknown): boolean {
  return CodedError.is(error) && error.outcome === 'failed' && !error.code.startsWith('http_')
}
