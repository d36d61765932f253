import { Banner, ErrorNotice, Screen, useWords } from '@fidecura/app-kit'
import { nameText } from '@fidecura/base'
import type { Offer } from '@fidecura/server/client'
import { CircleCheck } from 'lucide-react'
import { useCallback, useState } from 'react'
import { allPages } from '../all-pages.ts'
import { useDesk } from '../desk-context.tsx'
import { CodeCard } from '../offers/code-card.tsx'
import { DigitsField } from '../offers/digits-field.tsx'
import { Check, Field } from '../parts/fields.tsx'
import { useAct } from '../use-act.ts'
import { useLoaded } from '../use-loaded.ts'
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
      await client.offerIdentity({
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
    return <EnrolCode offer={offer} name={name} onNext={restart} />
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

interface EnrolCodeProps {
  readonly offer: Offer
  readonly name: string
  readonly onNext: () => void
}

function EnrolCode({ offer, name, onNext }: EnrolCodeProps) {
  const words = useWords(patientWords)
  const { client } = useDesk()
  const load = useCallback(() => allPages((page) => client.offers(page)), [client])
  const [offers, reload] = useLoaded(load, 2)
  const state = offers.value?.find(({ id }) => id === offer.id)?.state ?? 'open'
  const isDone = state === 'confirmed' || state === 'issued'
  return (
    <Screen
      title={words.codeTitle(nameText(name))}
      lead={words.codeLead}
      back={onNext}
      {...(isDone && { primary: { label: words.nextPatient, onPress: onNext } })}
    >
      {offers.state === 'failed' && (
        <ErrorNotice error={offers.error} onRetry={() => void reload()} />
      )}
      {isDone && (
        <Banner tone="good" icon={CircleCheck}>
          {words.enrolled}
        </Banner>
      )}
      {state === 'claimed' && (
        <div className="code-sheet-one">
          <DigitsField offer={offer.id} name={name} onConfirmed={() => void reload()} />
        </div>
      )}
      <ul className="code-sheet code-sheet-one">
        <CodeCard offer={offer} name={name} state={state} />
      </ul>
    </Screen>
  )
}
