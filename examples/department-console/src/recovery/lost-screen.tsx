import { ErrorNotice, QrPicture, Screen, useAct, useWords } from '@fidecura/app-kit'
import { encodeBase64url, encodeUtf8 } from '@fidecura/base'
import { useState } from 'react'
import { useDesk } from '../desk-context.tsx'
import { Field } from '../parts/fields.tsx'
import { LinkText } from '../parts/link-text.tsx'
import { RecoveryList } from './recovery-list.tsx'
import { recoveryWords } from './recovery-words.ts'

/** A new key for a patient whose phone is gone: two people of the desk answer for it. */
export function LostScreen() {
  const words = useWords(recoveryWords)
  const { client, config } = useDesk()
  const [record, setRecord] = useState('')
  const [link, setLink] = useState<string>()
  const { isRunning, error, run } = useAct()

  const show = async () => {
    const reference = await client.recoveryReference(record.trim())
    // In the fragment, which no server sees.
    const carried = encodeBase64url(encodeUtf8(JSON.stringify(reference)))
    setLink(`${location.origin}/${config.tenant}/patient/#recovery=${carried}`)
  }
  return (
    <Screen
      title={words.title}
      lead={words.lead}
      back="/patients"
      primary={{
        label: words.show,
        isPending: isRunning,
        isDisabled: record.trim() === '',
        onPress: () => void run(show),
      }}
    >
      {error !== undefined && <ErrorNotice error={error} />}
      <div className="form">
        <Field
          label={words.record}
          hint={words.recordHint}
          value={record}
          onChange={(value) => {
            setRecord(value)
            setLink(undefined)
          }}
          maxLength={64}
        />
      </div>
      {link !== undefined && (
        <section className="card carried">
          <h2>{words.codeTitle}</h2>
          <p>{words.codeLead}</p>
          <QrPicture text={link} />
          <LinkText label={words.link} link={link} />
        </section>
      )}
      <RecoveryList />
    </Screen>
  )
}
