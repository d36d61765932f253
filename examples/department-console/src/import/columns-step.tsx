import { Action, Banner, Screen, useLanguage, useWords } from '@fidecura/app-kit'
import { FileSpreadsheet, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { useDesk } from '../desk-context.tsx'
import { ChoiceField } from '../parts/fields.tsx'
import { listText } from '../staff/words-of.ts'
import { readTable } from '../table/read-table.ts'
import type { TextEncodingName } from '../table/table.ts'
import {
  type Columns,
  columnsOf,
  isColumnName,
  missingMembers,
  requiredMembers,
  staffMembers,
} from './columns.ts'
import { FileProblem } from './file-problem.tsx'
import type { ChosenFile } from './import-screen.tsx'
import { importWords } from './import-words.ts'
import { PreviewTable } from './preview-table.tsx'
import { type ReadRow, readStaffRows } from './staff-row.ts'

export interface ColumnsStepProps {
  readonly file: ChosenFile
  readonly onFile: (file: ChosenFile) => void
  readonly onOther: () => void
  readonly onRows: (rows: readonly ReadRow[]) => void
}

/** How the file was read: its letters, its sheet, its columns. Each can be put right. */
export function ColumnsStep({ file, onFile, onOther, onRows }: ColumnsStepProps) {
  const words = useWords(importWords)
  const { language } = useLanguage()
  const { staffing } = useDesk()
  const { table } = file
  const { source, header } = table
  const [columns, setColumns] = useState<Columns>(() => columnsOf(header))
  const [problem, setProblem] = useState<unknown>()
  const missing = missingMembers(columns)

  const readAgain = async (how: {
    readonly encoding?: TextEncodingName
    readonly sheet?: string
  }) => {
    setProblem(undefined)
    try {
      const again = await readTable(file.bytes, { isKnownName: isColumnName, ...how })
      setColumns(columnsOf(again.header))
      onFile({ ...file, table: again })
    } catch (error) {
      setProblem(error)
    }
  }

  const headings = [
    { id: '', label: words.noColumn },
    ...header.cells.flatMap((cell, position) =>
      cell === '' ? [] : [{ id: `${position}`, label: cell }],
    ),
  ]
  return (
    <Screen
      title={words.columnsTitle}
      lead={words.columnsLead(table.rows.length, file.name)}
      back={onOther}
      primary={{
        label: words.check(table.rows.length),
        isDisabled: missing.length > 0,
        onPress: () => onRows(readStaffRows(table, columns, staffing)),
      }}
      more={
        <Action look="quiet" icon={FileSpreadsheet} onPress={onOther}>
          {words.otherFile}
        </Action>
      }
    >
      {problem !== undefined && <FileProblem error={problem} />}
      {missing.length > 0 && (
        <Banner tone="care" icon={TriangleAlert}>
          {words.missing(
            listText(
              missing.map((member) => words.members[member]),
              language,
            ),
          )}
        </Banner>
      )}
      <h2>{words.firstLines}</h2>
      <PreviewTable table={table} />
      <div className="field-grid">
        {source.kind === 'text' && (
          <ChoiceField
            label={words.encoding}
            value={source.encoding}
            choices={(['utf-8', 'gb18030', 'utf-16le', 'utf-16be'] as const)
              .filter((id) => id === source.encoding || id === 'utf-8' || id === 'gb18030')
              .map((id) => ({ id, label: words.encodings[id] }))}
            onChange={(encoding) => void readAgain({ encoding })}
          />
        )}
        {source.kind === 'workbook' && source.sheets.length > 1 && (
          <ChoiceField
            label={words.sheet}
            value={source.sheet}
            choices={source.sheets.map((sheet) => ({ id: sheet, label: sheet }))}
            onChange={(sheet) => void readAgain({ sheet })}
          />
        )}
      </div>
      <h2>{words.columnFor}</h2>
      <div className="field-grid">
        {staffMembers.map((member) => (
          <ChoiceField
            key={member}
            label={
              <>
                {words.members[member]}
                {requiredMembers.includes(member) && (
                  <span className="muted small"> · {words.required}</span>
                )}
              </>
            }
            value={`${columns[member] ?? ''}`}
            choices={headings}
            onChange={(position) => {
              const { [member]: _, ...others } = columns
              setColumns(position === '' ? others : { ...others, [member]: Number(position) })
            }}
          />
        ))}
      </div>
    </Screen>
  )
}
