import { Action, Banner, Screen, useLanguage, useWords } from '@fidecura/app-kit'
import type { ImportedRow, RowError, StaffRow } from '@fidecura/server/client'
import { CircleCheck, FileDown, TriangleAlert } from 'lucide-react'
import { useDesk } from '../desk-context.tsx'
import { displayedPurposes } from '../parts/purposes.ts'
import { saveFile } from '../parts/save-file.ts'
import { listText } from '../staff/words-of.ts'
import type { Table } from '../table/table.ts'
import { writeCsv } from '../table/write-csv.ts'
import { importWords } from './import-words.ts'
import type { ReadRow } from './staff-row.ts'

/** Lines that were read, and what the service said of those that could be sent. */
export interface CheckedTable {
  readonly table: Table
  readonly rows: readonly ReadRow[]
  readonly results: readonly ImportedRow[]
}

export interface CheckedRowsProps {
  readonly checked: CheckedTable
  readonly onBringIn: (rows: readonly StaffRow[]) => void
  readonly onOther: () => void
}

type Words = (typeof importWords)['en']

/** What is in order and what is not, line by line, before anything is kept. */
export function CheckedRows({ checked, onBringIn, onOther }: CheckedRowsProps) {
  const words = useWords(importWords)
  const { language } = useLanguage()
  const { staffing } = useDesk()
  const { good, bad } = judged(checked, words)
  const saveBad = () => {
    const { header, rows } = checked.table
    const lines = new Map(rows.map((row) => [row.number, row.cells]))
    const content = writeCsv([
      [...header.cells, words.title],
      ...bad.map(({ number, reasons }) => [
        ...header.cells.map((_, position) => lines.get(number)?.[position] ?? ''),
        reasons.join(language === 'en' ? '; ' : '；'),
      ]),
    ])
    saveFile({ name: 'mistakes.csv', type: 'text/csv', content })
  }
  return (
    <Screen
      title={title(good.length, bad.length, words)}
      {...(bad.length > 0 && { lead: words.badLead })}
      back={onOther}
      {...(good.length > 0 && {
        primary: { label: words.bringIn(good.length), onPress: () => onBringIn(good) },
      })}
      {...(bad.length > 0 && {
        more: (
          <Action icon={FileDown} onPress={saveBad}>
            {words.download}
          </Action>
        ),
      })}
    >
      {good.length > 0 && (
        <Banner tone="note" icon={CircleCheck}>
          {words.whatFor} {displayedPurposes(staffing.purposes, language)}
        </Banner>
      )}
      {bad.some(({ isChoice }) => isChoice) && (
        <p className="muted">
          {words.knownChoices}{' '}
          {listText(
            [...staffing.professions, ...staffing.specialties].map(
              ({ labels }) => labels[language],
            ),
            language,
          )}
        </p>
      )}
      <ul className="rows">
        {bad.map(({ number, name, reasons }) => (
          <li key={number} className="mistake">
            <TriangleAlert aria-hidden="true" size={22} />
            <div>
              <p>
                <b>{words.lineNumber(number)}</b> {name}
              </p>
              {reasons.map((reason) => (
                <p key={reason}>{reason}</p>
              ))}
            </div>
          </li>
        ))}
      </ul>
    </Screen>
  )
}

function title(good: number, bad: number, words: Words): string {
  if (good === 0) return words.noneGood
  return bad === 0 ? words.allGood(good) : words.someBad(good, bad)
}

interface BadLine {
  readonly number: number
  readonly name: string
  readonly reasons: readonly string[]
  readonly isChoice: boolean
}

function judged({ rows, results }: CheckedTable, words: Words) {
  const good: StaffRow[] = []
  const bad: BadLine[] = []
  let sent = 0
  for (const { number, name, row, problems } of rows) {
    const errors = row === undefined ? [] : (results[sent++]?.errors ?? [])
    if (row !== undefined && errors.length === 0) {
      good.push(row)
      continue
    }
    const reasons = [
      ...problems.map(({ member, code }) => sentence(words.members[member], words.problems[code])),
      ...errors.map((error) => errorText(error, words)),
    ]
    const isChoice = problems.some(({ code }) => code === 'not_a_choice')
    bad.push({ number, name, reasons: [...new Set(reasons)], isChoice })
  }
  return { good, bad }
}

/** @param member - A JSON Pointer such as `/registration/value`: its first part names the column. */
function errorText({ member, code }: RowError, { members, problems }: Words): string {
  const [, name = ''] = member.split('/')
  const column = Object.hasOwn(members, name) ? members[name as keyof typeof members] : members.row
  // That it is a day was seen before it was sent.
  const isOver = name === 'licensedUntil' && code === 'staff_row_invalid'
  if (isOver) return sentence(column, problems.over)
  const said = Object.hasOwn(problems, code) ? problems[code] : problems.other
  return sentence(column, said)
}

function sentence(column: string, said: string): string {
  return /^[ -~]/.test(said) ? `${column} ${said}` : `${column}：${said}`
}
