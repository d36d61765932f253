import { decodeRecoveryRequest } from '@fidecura/credentials/recovery'
import type { DocumentPage, KeptDocument } from '@fidecura/store'
import type { RecoveryItem } from '../../api/bodies.ts'
import { recordKey } from '../../hospital/record-key.ts'
import type { Call } from '../../http/call.ts'
import { listNamed } from '../list-named.ts'
import { attempts, holderKind, isDesk, itemOf } from './kept-recovery.ts'

const { name: kind } = attempts

/** Those of the desk, or those that somebody has to do with. */
export async function listRecoveries(
  call: Pick<Call, 'hospital' | 'now' | 'principal'>,
  asked: { readonly after: number; readonly limit: number },
): Promise<readonly { readonly number: number; readonly item: RecoveryItem }[]> {
  const { hospital, now } = call
  const page = { ...asked, now }
  const found = isDesk(call)
    ? await hospital.store.documents.list(kind, page)
    : await ownRecoveries(call, page)
  return Promise.all(
    found.map(async (document) => {
      const kept = attempts.bodyOf(document)
      const { id } = decodeRecoveryRequest(kept.request)
      return { number: document.number, item: await itemOf(hospital, id, kept) }
    }),
  )
}

/** By record and by key, each found by itself: a page of all of them might have none that is theirs. */
async function ownRecoveries(
  { hospital: { store }, principal }: Pick<Call, 'hospital' | 'principal'>,
  page: DocumentPage,
): Promise<readonly KeptDocument[]> {
  if (principal === undefined) return []
  const { documents } = store
  const records = new Set(principal.records.map(({ record }) => recordKey(record)))
  const about = await Promise.all(
    [...records].map((subject) => documents.list(kind, { ...page, subject })),
  )
  const named = { kind, by: holderKind, subject: principal.did }
  const others = (await listNamed(documents, named, page)).filter(
    ({ subject = '' }) => !records.has(subject),
  )
  const inOrder = [...about.flat(), ...others].sort((one, other) => one.number - other.number)
  return inOrder.slice(0, page.limit)
}
