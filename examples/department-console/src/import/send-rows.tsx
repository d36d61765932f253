import { Action, ErrorNotice, Screen, useWords } from '@fidecura/app-kit'
import type { ImportedRow, StaffRow } from '@fidecura/server/client'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useDesk } from '../desk-context.tsx'
import { importWords } from './import-words.ts'
import { type BatchKind, isSent, newBatches, sendNext } from './send-batches.ts'

export interface SendRowsProps {
  readonly kind: BatchKind
  readonly title: string
  readonly rows: readonly StaffRow[]
  readonly onDone: (results: readonly ImportedRow[]) => void
  readonly onStop?: () => void
}

/** Sends rows by the hundred, shows how far it is, and goes on where it stopped. */
export function SendRows({ kind, title, rows, onDone, onStop }: SendRowsProps) {
  const words = useWords(importWords)
  const { client } = useDesk()
  const batches = useRef(newBatches(rows))
  const isRunning = useRef(false)
  const [sent, setSent] = useState(0)
  const [problem, setProblem] = useState<unknown>()
  const done = useRef(onDone)
  done.current = onDone

  const run = useCallback(async () => {
    // Strict mode and an impatient finger would begin twice.
    if (isRunning.current) return
    isRunning.current = true
    setProblem(undefined)
    try {
      while (!isSent(batches.current)) {
        batches.current = await sendNext(batches.current, client, kind)
        setSent(batches.current.results.length)
      }
      done.current(batches.current.results)
    } catch (error) {
      setProblem(error)
    } finally {
      isRunning.current = false
    }
  }, [client, kind])
  useEffect(() => {
    void run()
  }, [run])

  return (
    <Screen title={title} lead={problem === undefined ? words.keepOpen : words.paused}>
      {problem !== undefined && <ErrorNotice error={problem} />}
      <progress
        className="progress"
        max={Math.max(1, rows.length)}
        value={sent}
        aria-label={title}
      />
      <p role="status">{words.progress(sent, rows.length)}</p>
      {problem !== undefined && (
        <div className="toolbar">
          <Action look="primary" onPress={() => void run()}>
            {words.goOn}
          </Action>
          {onStop && <Action onPress={onStop}>{words.otherFile}</Action>}
        </div>
      )}
    </Screen>
  )
}
