import { formatDateTime, type JsonObject } from '@fidecura/base'
import type { Hospital } from '../hospital/hospital.ts'
import type { IncidentReport } from './incident-report.ts'
import type { LetterContent } from './letter-words.ts'

/** What an authority is told: how many, when, on what grounds, until when; nobody’s name and no record number. */
export interface AuthorityExport {
  readonly json: JsonObject
  /** One line an access. */
  readonly csv: string
}

export function authorityExport(
  { settings, site }: Pick<Hospital, 'settings' | 'site'>,
  { question, at, counts, deadlines, records }: IncidentReport,
  content?: Readonly<Partial<Record<string, LetterContent>>>,
): AuthorityExport {
  const lines = records.flatMap(({ pseudonym, accesses }) =>
    accesses.map((access) => [
      pseudonym,
      formatDateTime(access.at),
      ...[access.kind, access.outcome, access.code ?? '', access.purposes.join(' ')],
      ...[access.organisation ?? '', access.client],
      ...[access.decided?.outcome ?? '', access.decided?.code ?? ''],
      ...[access.basis?.outcome ?? '', access.basis?.code ?? ''],
      access.basis?.evidence.join(' ') ?? '',
    ]),
  )
  return {
    json: {
      version: 'urn:fidecura:incident:1',
      hospital: { did: site.did, name: settings.name },
      found: formatDateTime(at),
      actor: question.actor,
      from: formatDateTime(question.from),
      to: formatDateTime(question.to),
      counts: { ...counts },
      deadlines: deadlines.map(({ id, law, due }) => ({
        id,
        ...(law === undefined ? {} : { law }),
        ...(due === undefined ? {} : { due: formatDateTime(due) }),
      })),
      ...(content === undefined ? {} : { told: JSON.parse(JSON.stringify(content)) as JsonObject }),
    },
    csv: csvOf([header, ...lines]),
  }
}

const header = [
  ...['patient', 'at', 'act', 'outcome', 'code', 'purposes', 'department', 'client'],
  ...['decided_then', 'decided_code', 'basis', 'basis_code', 'evidence'],
]

function csvOf(lines: readonly (readonly string[])[]): string {
  return lines.map((cells) => `${cells.map(cellOf).join(',')}\r\n`).join('')
}

/** Spreadsheets run what begins like a formula. */
function cellOf(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Rows of a list that only two people may have: which pseudonym is whom. */
export function namesCsv({ records }: Pick<IncidentReport, 'records'>): string {
  const rows = records.map(({ pseudonym, record, name }) => [
    ...[pseudonym, record.system, record.value, name ?? ''],
  ])
  return csvOf([['patient', 'system', 'record', 'name'], ...rows])
}
