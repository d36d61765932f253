import { ConsentError } from './errors.ts'

/** That somebody else acted in a patient's record, which the patient is told of. Names nobody. */
export interface PatientNotice {
  /** What was done: a statement or withdrawal in the patient's place, or an emergency access. */
  readonly kind: 'statement' | 'withdrawal' | 'break_glass'
  /** Base64url SHA-256 of what was signed, by which whoever keeps it finds it, and whom to tell. */
  readonly id: string
}

/**
 * Tells a patient. Resolves once the notice is on its way for good, such as in a queue on disk; the
 * same notice may come twice.
 */
export type NotifyPatient = (
  notice: PatientNotice,
  options: { readonly signal?: AbortSignal | undefined },
) => Promise<void>

/** @throws ConsentError `notice_failed` (unknown), whatever the port throws. */
export async function tellPatient(
  notify: NotifyPatient,
  { kind, id }: PatientNotice,
  signal: AbortSignal | undefined,
): Promise<void> {
  try {
    await notify(Object.freeze({ kind, id }), { signal })
  } catch (cause) {
    const unknown = { outcome: 'unknown', cause } as const
    throw new ConsentError('notice_failed', 'The patient could not be told', unknown)
  }
}
