import type { Did } from '@fidecura/identity'
import type { Statement } from '../statement.ts'

/** Who hears of what becomes of a statement: to whom it speaks, and who keeps the data. */
export function recipientsOf({ grantee, controller }: Statement): readonly Did[] {
  return [...new Set([grantee.did, controller.did])]
}
