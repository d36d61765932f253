import { type Identifier, personOf } from '@fidecura/credentials'
import type { StaffIdentity } from '../api/bodies.ts'
import { ServerError } from '../errors.ts'
import type { Hospital } from '../hospital/hospital.ts'

const purpose = 'HSYSADMIN'

/** Whether somebody runs the staff of the department that administers the hospital: nobody else may order anything. */
export function isAdministrator(
  { settings, departments }: Pick<Hospital, 'settings' | 'departments'>,
  { department, purposes }: Pick<StaffIdentity, 'department' | 'purposes'>,
): boolean {
  const named = settings.administration?.department
  const site = named === undefined ? undefined : departments.get(named)
  return site !== undefined && site.did === department.did && purposes.includes(purpose)
}

/**
 * Of whom the machine itself brings in: of the department that administers the hospital, the two whom its settings name.
 * Whoever comes later is brought in by those, one of whom approves what the other has imported.
 *
 * @throws ServerError `administrator_not_named`.
 */
export function assertNamed(
  { settings }: Pick<Hospital, 'settings'>,
  department: string,
  registration: Identifier,
): void {
  const { administration } = settings
  if (administration?.department !== department) return
  const person = personOf(registration)
  if (administration.first.some((one) => personOf(one) === person)) return
  throw new ServerError('administrator_not_named', 'Not one of the two whom the settings name')
}
