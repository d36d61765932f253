import { ErrorNotice, Screen, useAct, useWords } from '@fidecura/app-kit'
import { nameText } from '@fidecura/base'
import type { Offer } from '@fidecura/server/client'
import { useState } from 'react'
import { useDesk } from '../desk-context.tsx'
import { OfferedCode } from '../offers/offered-code.tsx'
import { Check, Field } from '../parts/fields.tsx'
import { patientWords } from './patient-words.ts'

/** Binds a patient's key to their record: somebody who stands at the desk, with a document. */
export function EnrolScreen() {
  const words = useWords(patientWords)
  const { client, clock, configuration } = useDesk()
  const [name, setName] = useState('')
  const [record, setRecord] = useState('')
  const [birthDate, setBirthDate] = useState('')
  const [hasSeen, setSeen] = useState(false)
  const [offer, setOffer] = useState<Offer>()
  const { isRunning, error, run } = useAct()
  const today = new Date(clock() * 1000).toLocaleDateString('sv-SE')
  const isComplete =
    name.trim() !== '' && record.trim() !== '' && birthDate !== '' && birthDate <= today && hasSeen

  const make = async () => {
    setOffer(
      await client.offerAtDesk({
        kind: 'patient',
        record: { system: configuration.custodian.recordSystem, value: record.trim() },
        name: name.trim(),
        birthDate,
      }),
    )
  }
  if (offer !== undefined) {
    const restart = () => {
      for (const clear of [setName, setRecord, setBirthDate]) clear('')
      setSeen(false)
      setOffer(undefined)
    }
    return (
      <OfferedCode
        offer={offer}
        name={name}
        title={words.codeTitle(nameText(name))}
        lead={words.codeLead}
        back={restart}
        agreed={words.enrolled}
        next={{ label: words.nextPatient, onPress: restart }}
      />
    )
  }
  return (
    <Screen
      title={words.enrolTitle}
      lead={words.enrolLead}
      back="/patients"
      primary={{
        label: words.makeCode,
        isPending: isRunning,
        isDisabled: !isComplete,
        onPress: () => void run(make),
      }}
    >
      {error !== undefined && <ErrorNotice error={error} />}
      <div className="form">
        <Field label={words.name} value={name} onChange={setName} maxLength={128} />
        <Field
          label={words.birthDate}
          type="date"
          value={birthDate}
          onChange={setBirthDate}
          max={today}
        />
        <Field
          label={words.record}
          hint={words.recordHint}
          value={record}
          onChange={setRecord}
          maxLength={64}
        />
        <Check label={words.checked} isChecked={hasSeen} onChange={setSeen} />
      </div>
    </Screen>
  )
}
