import { ErrorNotice, goTo, Screen, useAct, useWords } from '@fidecura/app-kit'
import { nameText } from '@fidecura/base'
import type { NewGuardianOffer, Offer } from '@fidecura/server/client'
import { useState } from 'react'
import { useDesk } from '../desk-context.tsx'
import { OfferedCode } from '../offers/offered-code.tsx'
import { CheckList } from '../parts/check-list.tsx'
import { Check, ChoiceField, Field } from '../parts/fields.tsx'
import { RadioChoices } from '../parts/radio-choices.tsx'
import { guardianWords } from './guardian-words.ts'

const bases = ['parent', 'court', 'agreed'] as const
const powers = ['consent', 'withdraw', 'restrict', 'recover', 'override'] as const
const periods = { d30: 30, d365: 365, d1095: 1095, d3650: 3650 } as const

type Basis = NewGuardianOffer['basis']
type Period = keyof typeof periods

/** Offers a guardianship to somebody who stands at the desk, with their papers. */
export function NameGuardianScreen() {
  const words = useWords(guardianWords)
  const { client, configuration } = useDesk()
  const [record, setRecord] = useState('')
  const [name, setName] = useState('')
  const [basis, setBasis] = useState<Basis>('parent')
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(['consent', 'withdraw']))
  const [period, setPeriod] = useState<Period>('d365')
  const [hasSeen, setSeen] = useState(false)
  const [offer, setOffer] = useState<Offer>()
  const { isRunning, error, run } = useAct()
  const isComplete = record.trim() !== '' && name.trim() !== '' && chosen.size > 0 && hasSeen
  if (offer !== undefined) {
    return (
      <OfferedCode
        offer={offer}
        name={name}
        title={words.codeTitle(nameText(name))}
        lead={words.codeLead}
        back="/guardians"
        agreed={words.agreed}
        next={{ label: words.done, onPress: () => goTo('/guardians') }}
      />
    )
  }
  const make = async () => {
    setOffer(
      await client.offerAtDesk({
        ...{ kind: 'guardian', name: name.trim(), basis, validDays: periods[period] },
        ward: { system: configuration.custodian.recordSystem, value: record.trim() },
        powers: powers.filter((one) => chosen.has(one)),
      }),
    )
  }
  return (
    <Screen
      title={words.name}
      lead={words.nameLead}
      back="/guardians"
      primary={{
        label: words.makeCode,
        isPending: isRunning,
        isDisabled: !isComplete,
        onPress: () => void run(make),
      }}
    >
      {error !== undefined && <ErrorNotice error={error} />}
      <div className="form">
        <Field
          label={words.ward}
          hint={words.wardHint}
          value={record}
          onChange={setRecord}
          maxLength={64}
        />
        <Field label={words.guardian} value={name} onChange={setName} maxLength={128} />
        <RadioChoices
          label={words.basis}
          value={basis}
          choices={bases.map((id) => ({ id, label: words.bases[id] }))}
          onChange={(id) => setBasis(id as Basis)}
        />
        <CheckList
          label={words.powers}
          choices={powers.map((id) => ({ id, label: words.powerNames[id] }))}
          chosen={chosen}
          onChange={setChosen}
        />
        <ChoiceField
          label={words.howLong}
          value={period}
          choices={(Object.keys(periods) as Period[]).map((id) => ({
            id,
            label: words.periods[id],
          }))}
          onChange={setPeriod}
        />
        <Check label={words.checked} isChecked={hasSeen} onChange={setSeen} />
      </div>
    </Screen>
  )
}
