import { Action, ErrorNotice, Screen, useAct, useWords } from '@fidecura/app-kit'
import { useState } from 'react'
import { RadioChoices } from '../parts/radio-choices.tsx'
import { personWords } from './person-words.ts'

export interface ReasonScreenProps {
  readonly title: string
  readonly lead: string
  readonly label: string
  readonly reasons: readonly { readonly id: string; readonly label: string }[]
  readonly act: (reason: string) => Promise<void>
  readonly onCancel: () => void
}

/** Asks why, since nobody remembers it later, and then does it. */
export function ReasonScreen({ title, lead, label, reasons, act, onCancel }: ReasonScreenProps) {
  const words = useWords(personWords)
  const [reason, setReason] = useState(reasons[0]?.id ?? '')
  const { isRunning, error, run } = useAct()
  return (
    <Screen title={title} lead={lead} back={onCancel}>
      {error !== undefined && <ErrorNotice error={error} />}
      <RadioChoices label={words.reason} value={reason} choices={reasons} onChange={setReason} />
      <div className="screen-acts is-last">
        <Action look="danger" isPending={isRunning} onPress={() => void run(() => act(reason))}>
          {label}
        </Action>
        <Action look="quiet" onPress={onCancel}>
          {words.cancel}
        </Action>
      </div>
    </Screen>
  )
}
