import { Banner, Screen, useLanguage, useWords } from '@fidecura/app-kit'
import type { EmergencyAnswer } from '@fidecura/server/client'
import { Siren } from 'lucide-react'
import { useState } from 'react'
import { useDesk } from '../desk-context.tsx'
import { CheckList } from '../parts/check-list.tsx'
import { ChoiceField, Field } from '../parts/fields.tsx'
import { RadioChoices } from '../parts/radio-choices.tsx'
import { requestableData } from '../patients/requestable.ts'
import { emergencyWords } from './emergency-words.ts'
import { OpenedRecord } from './opened-record.tsx'
import { SecondLook } from './second-look.tsx'

/** What a practitioner says before a record is opened. */
export interface Emergency {
  readonly record: string
  readonly reason: string
  readonly explanation: string
  readonly kinds: ReadonlySet<string>
  readonly minutes: number
}

const lengths = [15, 60, 240] as const

/** Opens a record without asking the patient: said, looked at again, signed, and shown until the time is over. */
export function EmergencyScreen() {
  const { emergency: rules } = useDesk().configuration
  const [said, setSaid] = useState<Emergency>({
    ...{ record: '', reason: '', explanation: '', kinds: new Set<string>(), minutes: lengths[0] },
  })
  const [step, setStep] = useState<'say' | 'look'>('say')
  const [answer, setAnswer] = useState<EmergencyAnswer>()
  if (rules === undefined) return null
  if (answer !== undefined) {
    return (
      <OpenedRecord
        answer={answer}
        onClose={() => {
          setAnswer(undefined)
          setStep('say')
        }}
      />
    )
  }
  if (step === 'look') {
    return <SecondLook said={said} onBack={() => setStep('say')} onOpened={setAnswer} />
  }
  return <Say rules={rules} said={said} onChange={setSaid} onNext={() => setStep('look')} />
}

interface SayProps {
  readonly rules: { readonly reasons: readonly string[]; readonly maxSeconds: number }
  readonly said: Emergency
  readonly onChange: (said: Emergency) => void
  readonly onNext: () => void
}

function Say({ rules, said, onChange, onNext }: SayProps) {
  const words = useWords(emergencyWords)
  const { language } = useLanguage()
  const set = (more: Partial<Emergency>) => onChange({ ...said, ...more })
  const isSaid =
    said.record.trim() !== '' &&
    said.reason !== '' &&
    said.explanation.trim() !== '' &&
    said.kinds.size > 0
  return (
    <Screen
      title={words.title}
      lead={words.lead}
      back="/patients"
      primary={{ label: words.next, isDisabled: !isSaid, onPress: onNext }}
    >
      <Banner tone="bad" icon={Siren}>
        <b>{words.warning}</b>
        <p>{words.warningLead}</p>
      </Banner>
      <div className="form">
        <Field
          label={words.record}
          hint={words.recordHint}
          value={said.record}
          onChange={(record) => set({ record })}
          maxLength={64}
        />
        <RadioChoices
          label={words.reason}
          value={said.reason}
          onChange={(reason) => set({ reason })}
          choices={rules.reasons.map((id) => ({ id, label: words.reasons[id] ?? id }))}
        />
        <Field
          label={words.explanation}
          hint={words.explanationHint}
          value={said.explanation}
          onChange={(explanation) => set({ explanation })}
          maxLength={300}
        />
        <CheckList
          label={words.data}
          choices={requestableData(language)}
          chosen={said.kinds}
          onChange={(kinds) => set({ kinds })}
        />
        <ChoiceField
          label={words.howLong}
          value={String(said.minutes)}
          onChange={(minutes) => set({ minutes: Number(minutes) })}
          choices={lengths
            .filter((minutes) => minutes * 60 <= rules.maxSeconds)
            .map((minutes) => ({ id: String(minutes), label: words.minutes(minutes) }))}
        />
      </div>
    </Screen>
  )
}
