import { decodeCredential } from '@fidecura/credentials'
import { type Did, isDid } from '@fidecura/identity'
import { ServerError } from '../errors.ts'
import type { Hospital } from '../hospital/hospital.ts'

/**
 * Who holds a credential that this hospital or one of its departments issued: in its log, people act by their DIDs.
 *
 * @throws ServerError `not_found`.
 */
export async function holderOf(
  { store, site, departments }: Pick<Hospital, 'store' | 'site' | 'departments'>,
  credential: string,
): Promise<Did> {
  for (const { did } of [site, ...departments.values()]) {
    const issued = await store.issued.find(did, credential)
    if (issued === undefined) continue
    const { subject } = (await decodeCredential(issued.token)).credential
    if (subject !== undefined && isDid(subject)) return subject
  }
  throw new ServerError('not_found', 'Not a credential that was issued here')
}
