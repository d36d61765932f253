import type { Clock } from '@fidecura/base'
import type { NotifyPatient } from '@fidecura/consent'
import type { NotifyRecovery } from '@fidecura/credentials/recovery'
import { digestOf } from '@fidecura/identity'
import type { Store } from '@fidecura/store'
import type { Notice } from '../api/bodies.ts'
import { type DocumentKind, documentKind } from './document-kind.ts'
import { keepOnce } from './keep-once.ts'
import { recordKey } from './record-key.ts'

/** What a patient is to see, by the key of the record. */
export const notices: DocumentKind<Notice> = documentKind('notice')

/** Where notices are kept, by which clock. */
export interface NotifierOptions {
  readonly clock: Clock
  readonly store: Pick<Store, 'documents'>
}

/**
 * Keeps that a patient is to be told of something; the register shows what it was once it is there. An app
 * reads both; whoever sends letters reads this queue.
 */
export function createPatientNotifier({ clock, store }: NotifierOptions): NotifyPatient {
  return async ({ kind, id }) => {
    await keepOnce(store.documents, { kind: 'patient_notice', id, body: { kind } }, clock)
  }
}

/** Keeps that somebody wants to replace the key of a patient, for that patient to see. */
export function createRecoveryNotifier({ clock, store }: NotifierOptions): NotifyRecovery {
  return async ({ kind, content, request, completesNotBefore }) => {
    const id = `${await digestOf(request)}.${kind}`
    const notice: Notice = {
      id,
      at: clock(),
      kind: `recovery_${kind}`,
      token: request,
      completesNotBefore,
    }
    const subject = recordKey(content.record)
    await keepOnce(store.documents, notices.of(id, notice, { subject }), clock)
  }
}
