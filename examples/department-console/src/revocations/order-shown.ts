import { decodeRevocationOrder, type UnverifiedRevocationOrder } from '@fidecura/credentials/switch'
import type { IssuedName } from '@fidecura/server/client'

/** What the first person signed, read from the order itself. Undefined: it cannot be read. */
export function readOrder(token: string): UnverifiedRevocationOrder | undefined {
  try {
    return decodeRevocationOrder(token)
  } catch {
    return undefined
  }
}

/** Names this one credential and nothing beside it: a selection may be a department, or everything. */
export function isOrderOf(
  signed: UnverifiedRevocationOrder | undefined,
  credential: Pick<IssuedName, 'issuer' | 'id'> | undefined,
): boolean {
  if (signed === undefined || credential === undefined) return false
  const { issuer, selection } = signed.order
  const isOne = Object.keys(selection).length === 1 && selection.id === credential.id
  return isOne && issuer === credential.issuer
}
