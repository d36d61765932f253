import { nameText } from '@fidecura/base'
import type { Coding } from '@fidecura/credentials'
import type { Choice, Staffing, StaffRow } from '@fidecura/server/client'
import type { Table, TableRow } from '../table/table.ts'
import type { Columns, StaffMember } from './columns.ts'

/** Why the console cannot even send a cell. Whether what it sends is right, the service says. */
type CellProblem = 'missing' | 'not_a_choice' | 'date_unclear' | 'no_such_day'

/** One line of a list, read. */
export interface ReadRow {
  /** As the spreadsheet counts. */
  readonly number: number
  /** For people to find the line by. */
  readonly name: string
  readonly row?: StaffRow
  readonly problems: readonly { readonly member: StaffMember; readonly code: CellProblem }[]
}

/** Reads every line by its columns: words into the codes that the hospital's settings give them. */
export function readStaffRows(
  { rows }: Table,
  columns: Columns,
  staffing: Staffing,
): readonly ReadRow[] {
  const professions = codingsByWord(staffing.professions)
  const specialties = codingsByWord(staffing.specialties)
  return rows.map((line) => readLine(line, columns, { staffing, professions, specialties }))
}

interface Reading {
  readonly staffing: Staffing
  readonly professions: ReadonlyMap<string, Coding>
  readonly specialties: ReadonlyMap<string, Coding>
}

function readLine(line: TableRow, columns: Columns, { staffing, ...codings }: Reading): ReadRow {
  const problems: { member: StaffMember; code: CellProblem }[] = []
  const textOf = (member: StaffMember) => line.cells[columns[member] ?? -1] ?? ''
  const required = <T>(member: StaffMember, read: (text: string) => T | CellProblem) => {
    const text = textOf(member)
    const value = text === '' ? 'missing' : read(text)
    if (!isProblem(value)) return value
    problems.push({ member, code: value })
    return undefined
  }
  const name = required('name', (text) => text)
  const number = required('registration', (text) => text)
  const profession = required(
    'profession',
    (text) => codings.professions.get(plain(text)) ?? 'not_a_choice',
  )
  const licensedUntil = required('licensedUntil', dayOf)
  const specialties = textOf('specialties')
    .split(/[,;、，；/|]/u)
    .filter((word) => word.trim() !== '')
    .map((word) => codings.specialties.get(plain(word)))
  if (specialties.includes(undefined))
    problems.push({ member: 'specialties', code: 'not_a_choice' })
  const found = { number: line.number, name: nameText(name ?? '') }
  if (!name || !number || !profession || !licensedUntil || problems.length > 0) {
    return { ...found, problems }
  }
  return {
    ...found,
    problems,
    row: {
      name,
      registration: { system: staffing.register.system, value: number.normalize('NFKC') },
      profession,
      specialties: specialties.filter((coding) => coding !== undefined),
      purposes: staffing.purposes,
      jurisdiction: staffing.jurisdiction,
      licensedUntil,
    },
  }
}

function isProblem(value: unknown): value is CellProblem {
  return ['missing', 'not_a_choice', 'date_unclear', 'no_such_day'].includes(value as string)
}

function codingsByWord(choices: readonly Choice[]): ReadonlyMap<string, Coding> {
  return new Map(
    choices.flatMap(({ coding, labels }) =>
      [coding.code, coding.display ?? '', labels.en, labels['zh-CN']].map(
        (word) => [plain(word), coding] as const,
      ),
    ),
  )
}

function plain(word: string): string {
  return word.normalize('NFKC').toLowerCase().replace(/\s+/gu, '')
}

/**
 * Reads a day whose year comes first, as 2027-12-31, 2027/12/31, 2027.12.31, 20271231 or 2027年12月31日.
 * A day that begins otherwise may be meant in two ways.
 */
function dayOf(text: string): string | CellProblem {
  const parts = /^(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))$/u.exec(
    text.normalize('NFKC').replace(/\s+/gu, ''),
  )
  if (parts === null) return 'date_unclear'
  const [, year = '', month, day, shortMonth, shortDay] = parts
  const iso = [year, month ?? shortMonth, day ?? shortDay]
    .map((part = '') => part.padStart(2, '0'))
    .join('-')
  const found = new Date(`${iso}T00:00:00Z`)
  const isDay = !Number.isNaN(found.getTime()) && found.toISOString().startsWith(iso)
  return isDay ? iso : 'no_such_day'
}
