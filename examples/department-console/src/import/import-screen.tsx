import { goTo, Screen, useWords } from '@fidecura/app-kit'
import type { StaffRow } from '@fidecura/server/client'
import { useState } from 'react'
import { useDesk } from '../desk-context.tsx'
import type { Table } from '../table/table.ts'
import { CheckedRows, type CheckedTable } from './checked-rows.tsx'
import { ChooseFile } from './choose-file.tsx'
import { ColumnsStep } from './columns-step.tsx'
import { importWords } from './import-words.ts'
import { SendRows } from './send-rows.tsx'
import type { ReadRow } from './staff-row.ts'

/** A file that was chosen, with its bytes, so that it can be read in another way. */
export interface ChosenFile {
  readonly name: string
  readonly bytes: Uint8Array
  readonly table: Table
}

type Step =
  | { readonly kind: 'choose' }
  | { readonly kind: 'columns'; readonly file: ChosenFile }
  | { readonly kind: 'preview'; readonly file: ChosenFile; readonly rows: readonly ReadRow[] }
  | { readonly kind: 'checked'; readonly checked: CheckedTable }
  | { readonly kind: 'send'; readonly rows: readonly StaffRow[] }
  | { readonly kind: 'done'; readonly ids: readonly string[] }

/** Brings in a list of doctors, one step at a time, and keeps nothing before the last. */
export function ImportScreen() {
  const words = useWords(importWords)
  const { reloadStaff, choose } = useDesk()
  const [step, setStep] = useState<Step>({ kind: 'choose' })
  const restart = () => setStep({ kind: 'choose' })

  switch (step.kind) {
    case 'choose':
      return <ChooseFile onFile={(file) => setStep({ kind: 'columns', file })} />
    case 'columns':
      return (
        <ColumnsStep
          file={step.file}
          onOther={restart}
          onFile={(file) => setStep({ kind: 'columns', file })}
          onRows={(rows) => setStep({ kind: 'preview', file: step.file, rows })}
        />
      )
    case 'preview':
      return (
        <SendRows
          kind="preview"
          title={words.checking}
          rows={step.rows.flatMap(({ row }) => row ?? [])}
          onDone={(results) =>
            setStep({
              kind: 'checked',
              checked: { table: step.file.table, rows: step.rows, results },
            })
          }
          onStop={restart}
        />
      )
    case 'checked':
      return (
        <CheckedRows
          checked={step.checked}
          onOther={restart}
          onBringIn={(rows) => setStep({ kind: 'send', rows })}
        />
      )
    case 'send':
      return (
        <SendRows
          kind="import"
          title={words.sending}
          rows={step.rows}
          onDone={(results) => {
            const ids = results.flatMap(({ id }) => id ?? [])
            choose(ids)
            void reloadStaff()
            setStep({ kind: 'done', ids })
          }}
        />
      )
    case 'done':
      return (
        <Screen
          title={words.done(step.ids.length)}
          lead={words.doneLead}
          primary={{ label: words.makeCodes(step.ids.length), onPress: () => goTo('/codes') }}
        >
          <a className="more-link" href="#/staff">
            {words.later}
          </a>
        </Screen>
      )
    default:
      return step satisfies never
  }
}
