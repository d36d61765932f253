import { Action, Screen, useLanguage, useWords } from '@fidecura/app-kit'
import { FileDown, FileSpreadsheet } from 'lucide-react'
import { type DragEvent, useRef, useState } from 'react'
import { useDesk } from '../desk-context.tsx'
import { saveFile } from '../parts/save-file.ts'
import { readTable } from '../table/read-table.ts'
import { isColumnName } from './columns.ts'
import { FileProblem } from './file-problem.tsx'
import type { ChosenFile } from './import-screen.tsx'
import { importWords } from './import-words.ts'
import { templateRows } from './template.ts'

export function ChooseFile({ onFile }: { readonly onFile: (file: ChosenFile) => void }) {
  const words = useWords(importWords)
  const { language } = useLanguage()
  const { staffing } = useDesk()
  const [isReading, setReading] = useState(false)
  const [isOver, setOver] = useState(false)
  const [problem, setProblem] = useState<unknown>()
  const input = useRef<HTMLInputElement>(null)

  const read = async (file: File | undefined) => {
    if (file === undefined || isReading) return
    setReading(true)
    setProblem(undefined)
    try {
      const bytes = new Uint8Array(await file.arrayBuffer())
      const table = await readTable(bytes, { isKnownName: isColumnName })
      onFile({ name: file.name, bytes, table })
    } catch (error) {
      setProblem(error)
      setReading(false)
    }
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    void read(event.dataTransfer.files[0])
  }
  const saveTemplate = async (kind: 'xlsx' | 'csv') => {
    const { writeTemplate } = await import('./write-template.ts')
    saveFile(await writeTemplate(kind, templateRows(staffing, language)))
  }

  return (
    <Screen title={words.title} lead={words.lead} back="/staff">
      {problem !== undefined && <FileProblem error={problem} />}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut; the button does the same. */}
      <div
        className="drop"
        data-over={isOver || undefined}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <FileSpreadsheet aria-hidden="true" size={44} />
        <Action look="primary" isPending={isReading} onPress={() => input.current?.click()}>
          {isReading ? words.reading : words.choose}
        </Action>
        <p className="muted">{words.orDrop}</p>
        <input
          ref={input}
          hidden
          type="file"
          aria-label={words.choose}
          accept=".xlsx,.csv,.txt,.tsv,text/csv,text/plain,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
          onChange={(event) => {
            void read(event.target.files?.[0])
            event.target.value = ''
          }}
        />
      </div>
      <p>{words.noList}</p>
      <div className="toolbar">
        <Action icon={FileDown} onPress={() => void saveTemplate('xlsx')}>
          {words.templateExcel}
        </Action>
        <Action icon={FileDown} onPress={() => void saveTemplate('csv')}>
          {words.templateCsv}
        </Action>
      </div>
    </Screen>
  )
}
