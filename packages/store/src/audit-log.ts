import { parseJsonText } from '@fidecura/base'
import {
  type AuditAct,
  type AuditLog,
  auditEventOf,
  MonitorError,
  parseAuditEvent,
} from '@fidecura/monitor'
import type { Kysely, Selectable } from 'kysely'
import type { Database } from './database.ts'
import { takeLane } from './lanes.ts'
import type { Schema } from './schema.ts'

export function auditLogOf(database: Database): AuditLog {
  const pageOf = (
    { before, limit }: { readonly before?: number | undefined; readonly limit: number },
    where?: readonly ['patient' | 'actor', string],
  ) =>
    database.read(async (tables) => {
      let query = tables.selectFrom('audit_event').selectAll()
      if (where !== undefined) query = query.where(where[0], '=', where[1])
      if (before !== undefined) query = query.where('sequence', '<', before)
      const most = Math.min(Math.max(Math.trunc(limit), 0), maxPage)
      const rows = await query.orderBy('sequence', 'desc').limit(most).execute()
      return rows.map(loggedOf)
    })
  return {
    append: (act) => {
      const row = auditRowOf(act)
      return database.write((tables) => insertAudit(tables, row))
    },
    about: (patient, page) => pageOf(page, ['patient', patientKey(patient)]),
    by: (actor, page) => pageOf(page, ['actor', actor]),
    all: (page) => pageOf(page),
  }
}

/** An event as it lies in its table, made before the step that it goes with. */
export type AuditRow = Omit<Selectable<Schema['audit_event']>, 'sequence'>

const maxPage = 1000

/** @throws MonitorError `audit_event_malformed`. */
export function auditRowOf(act: AuditAct): AuditRow {
  const event = auditEventOf(act)
  return {
    id: act.id,
    patient: act.patient === undefined ? null : patientKey(act.patient),
    actor: act.actor?.did ?? null,
    recorded_at: act.recordedAt,
    event: JSON.stringify(event),
  }
}

/**
 * The same event again changes nothing: one act may take several steps. Nobody else writes an event until this one is
 * there, so that whoever goes by their numbers misses none.
 */
export async function insertAudit(tables: Kysely<Schema>, row: AuditRow): Promise<void> {
  await takeLane(tables, 'audit')
  const { numInsertedOrUpdatedRows } = await tables
    .insertInto('audit_event')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirstOrThrow()
  if (numInsertedOrUpdatedRows === 1n) return
  const known = await tables
    .selectFrom('audit_event')
    .select('event')
    .where('id', '=', row.id)
    .executeTakeFirst()
  if (known?.event !== row.event) {
    throw new MonitorError('audit_id_reused', 'Another act has this id')
  }
}

const patientKey = ({ system, value }: NonNullable<AuditAct['patient']>) =>
  JSON.stringify([system, value])

function loggedOf({ sequence, event }: Selectable<Schema['audit_event']>) {
  return Object.freeze({ sequence, act: Object.freeze(parseAuditEvent(parseJsonText(event))) })
}
