import type { RegisteredStatement } from '@fidecura/consent'
import type { RecordState } from './record-state.ts'

/** The name of whoever signed in the patient's place, as the patient called them in a mandate. Undefined: not known. */
export function whoActed(
  { issuer }: Pick<RegisteredStatement, 'issuer'>,
  { mandates }: Pick<RecordState, 'mandates'>,
): string | undefined {
  return mandates.find(({ did }) => did === issuer)?.name
}
