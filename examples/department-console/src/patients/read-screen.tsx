import { Screen, useAct, useLanguage, useWords } from '@fidecura/app-kit'
import { decodeBase64url } from '@fidecura/base'
import { presentCredentials } from '@fidecura/credentials'
import type { ReadAnswer } from '@fidecura/server/client'
import { useState } from 'react'
import { useDesk } from '../desk-context.tsx'
import { CheckList } from '../parts/check-list.tsx'
import { ChoiceField, Field } from '../parts/fields.tsx'
import { Revealed } from '../parts/revealed.tsx'
import { BundleView } from './bundle-view.tsx'
import { KeeperField, openKeeper, useKeeper } from './keepers.tsx'
import { NotShown } from './not-shown.tsx'
import { patientWords } from './patient-words.ts'
import { readingPurposes, requestableData } from './requestable.ts'

/** Reads what a patient permits, with role and licence shown for this one time. */
export function ReadScreen() {
  const words = useWords(patientWords)
  const { language } = useLanguage()
  const desk = useDesk()
  const { as, clock, credentials, chain, signer } = desk
  const { keeper, setKeeper } = useKeeper()
  const offered = readingPurposes(as.purposes, language)
  const data = requestableData(language)
  const [record, setRecord] = useState('')
  const [purpose, setPurpose] = useState(offered[0]?.id ?? '')
  const [kinds, setKinds] = useState<ReadonlySet<string>>(new Set())
  const [answer, setAnswer] = useState<ReadAnswer>()
  const { isRunning, error, run } = useAct()
  // What was read is of whoever was asked about, and not of whom the fields name next.
  const asking =
    <T,>(set: (value: T) => void) =>
    (value: T) => {
      setAnswer(undefined)
      set(value)
    }

  const read = async () => {
    setAnswer(undefined)
    const { client, recordSystem } = await openKeeper(desk, keeper)
    const { audience, nonce } = await client.challenge()
    const presentation = await presentCredentials(credentials, {
      ...{ signer, audience, nonce, chain, issuedAt: clock() },
      disclose: 'all',
    })
    setAnswer(
      await client.read({
        record: { system: recordSystem, value: record.trim() },
        purpose,
        data: data.filter(({ id }) => kinds.has(id)).map(({ category }) => category),
        ...{ presentation, nonce },
      }),
    )
  }
  return (
    <Screen
      title={words.readTitle}
      lead={words.readLead}
      back="/patients"
      primary={{
        label: words.read,
        isPending: isRunning,
        isDisabled: record.trim() === '' || purpose === '' || kinds.size === 0,
        onPress: () => void run(read),
      }}
    >
      <div className="form">
        <KeeperField keeper={keeper} onChange={asking(setKeeper)} />
        <Field
          label={words.record}
          hint={words.recordHint}
          value={record}
          onChange={asking(setRecord)}
          maxLength={64}
        />
        <ChoiceField
          label={words.purposes}
          value={purpose}
          choices={offered}
          onChange={asking(setPurpose)}
        />
        <CheckList label={words.data} choices={data} chosen={kinds} onChange={asking(setKinds)} />
      </div>
      <NotShown error={error} lead={words.notAvailableLead} />
      {answer !== undefined && (
        <Revealed>
          <BundleView bytes={decodeBase64url(answer.bundle)} duties={answer.duties} />
        </Revealed>
      )}
    </Screen>
  )
}
