import { Action, Banner, QrScanner, Screen, useWords } from '@fidecura/app-kit'
import { decodeRecoveryRequest, type RecoveryRequest } from '@fidecura/credentials/recovery'
import { CircleCheck, ScanLine, TriangleAlert } from 'lucide-react'
import { useCallback, useState } from 'react'
import { useDesk } from '../desk-context.tsx'
import { Field } from '../parts/fields.tsx'
import { useLoaded } from '../use-loaded.ts'
import { listHalfSigned } from './half-signed.ts'
import { RecoveryList } from './recovery-list.tsx'
import { recoveryWords } from './recovery-words.ts'
import { SignCard } from './sign-card.tsx'

/** A new key for a patient whose phone is gone: two people of the desk answer for it. */
export function LostScreen() {
  const words = useWords(recoveryWords)
  const { keep } = useDesk()
  const [isScanning, setScanning] = useState(false)
  const [text, setText] = useState('')
  const [shown, setShown] = useState<string>()
  const [hasBegun, setBegun] = useState(false)
  const load = useCallback(() => listHalfSigned(keep), [keep])
  const [halves, reload] = useLoaded(load)
  const request = shown === undefined ? undefined : readRequest(shown)
  const signed = async (isComplete: boolean) => {
    setShown(undefined)
    setText('')
    setBegun(isComplete)
    await reload()
  }
  return (
    <Screen
      title={words.title}
      lead={words.lead}
      back="/patients"
      primary={{
        label: words.look,
        isDisabled: text.trim() === '',
        onPress: () => setShown(text.trim()),
      }}
      more={
        <Action icon={ScanLine} onPress={() => setScanning(!isScanning)}>
          {isScanning ? words.typeInstead : words.scan}
        </Action>
      }
    >
      {hasBegun && (
        <Banner tone="good" icon={CircleCheck}>
          {words.begun}
        </Banner>
      )}
      {(halves.value ?? []).map((half) => {
        const content = readRequest(half.request)
        return (
          content && (
            <SignCard
              key={content.id}
              {...{ request: content, token: half.request, half, onSigned: signed }}
            />
          )
        )
      })}
      {isScanning ? (
        <QrScanner
          onText={(found) => {
            setScanning(false)
            setText(found)
            setShown(found)
          }}
        />
      ) : (
        <Field
          isLong
          label={words.request}
          hint={words.requestHint}
          value={text}
          onChange={setText}
          maxLength={20_000}
        />
      )}
      {shown !== undefined &&
        (request === undefined ? (
          <Banner tone="bad" icon={TriangleAlert}>
            {words.unreadable}
          </Banner>
        ) : (
          <SignCard request={request} token={shown} onSigned={signed} />
        ))}
      <RecoveryList key={`${hasBegun}`} />
    </Screen>
  )
}

function readRequest(token: string): RecoveryRequest | undefined {
  try {
    return decodeRecoveryRequest(token)
  } catch {
    return undefined
  }
}
