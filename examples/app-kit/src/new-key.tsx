import { systemClock } from '@fidecura/base'
import {
  addBrowserKeyPasskey,
  type BrowserSigner,
  createBrowserKey,
} from '@fidecura/identity/browser'
import { Fingerprint } from 'lucide-react'
import { useState } from 'react'
import { Input } from 'react-aria-components/Input'
import { Label } from 'react-aria-components/Label'
import { TextField } from 'react-aria-components/TextField'
import { Action } from './action.tsx'
import { ErrorNotice } from './error-notice.tsx'
import { kitWords } from './kit-words.ts'
import { useWords } from './language.tsx'
import { rememberPerson } from './people.ts'
import { PinPad } from './pin-pad.tsx'
import { Screen } from './screen.tsx'

export interface NewKeyProps {
  readonly scope: string
  readonly slot: string
  readonly passkeyLabel: string
  readonly isShared: boolean
  readonly onBack: () => void
  readonly onMade: (slot: string, name: string, signer: BrowserSigner) => void
}

type Step =
  | { readonly kind: 'name' }
  | { readonly kind: 'choose'; readonly differed: boolean }
  | { readonly kind: 'repeat'; readonly pin: string }
  | { readonly kind: 'making' }
  | { readonly kind: 'passkey'; readonly pin: string; readonly signer: BrowserSigner }

/** A PIN twice, and a fingerprint where there is one: a key that never leaves this browser. */
export function NewKey({ scope, slot, passkeyLabel, isShared, onBack, onMade }: NewKeyProps) {
  const words = useWords(kitWords)
  const [name, setName] = useState('')
  const [step, setStep] = useState<Step>(
    isShared ? { kind: 'name' } : { kind: 'choose', differed: false },
  )
  const [problem, setProblem] = useState<unknown>()

  const make = async (pin: string) => {
    setStep({ kind: 'making' })
    setProblem(undefined)
    try {
      const { signer } = await createBrowserKey(slot, { pin })
      rememberPerson(scope, slot, name.trim())
      if (await mayHavePasskey()) setStep({ kind: 'passkey', pin, signer })
      else onMade(slot, name.trim(), signer)
    } catch (error) {
      setProblem(error)
      setStep({ kind: 'choose', differed: false })
    }
  }
  const addPasskey = async (pin: string, signer: BrowserSigner) => {
    try {
      const unlock = { pin, now: systemClock() }
      await addBrowserKeyPasskey(slot, { unlock, passkey: { label: passkeyLabel } })
      onMade(slot, name.trim(), signer)
    } catch (error) {
      setProblem(error)
    }
  }

  switch (step.kind) {
    case 'name':
      return (
        <Screen
          title={words.yourName}
          lead={words.yourNameLead}
          back={onBack}
          primary={{
            label: words.next,
            isDisabled: name.trim() === '',
            onPress: () => setStep({ kind: 'choose', differed: false }),
          }}
        >
          <TextField className="field" value={name} onChange={setName} maxLength={80}>
            <Label>{words.yourName}</Label>
            <Input autoComplete="off" />
          </TextField>
        </Screen>
      )
    case 'choose':
      return (
        <Screen
          title={words.choosePin}
          {...(problem === undefined && {
            lead: step.differed ? words.pinsDiffer : words.choosePinLead,
          })}
          back={onBack}
        >
          {problem !== undefined && <ErrorNotice error={problem} />}
          <PinPad key="choose" onPin={(pin) => setStep({ kind: 'repeat', pin })} />
        </Screen>
      )
    case 'repeat':
      return (
        <Screen
          title={words.repeatPin}
          lead={words.repeatPinLead}
          back={() => setStep({ kind: 'choose', differed: false })}
        >
          <PinPad
            key="repeat"
            onPin={(pin) => {
              if (pin === step.pin) void make(pin)
              else setStep({ kind: 'choose', differed: true })
            }}
          />
        </Screen>
      )
    case 'making':
      return <Screen title={words.making} lead={words.makingLead} />
    case 'passkey':
      return (
        <Screen
          title={words.fingerprint}
          lead={words.fingerprintLead}
          primary={{
            label: words.useFingerprint,
            icon: Fingerprint,
            onPress: () => void addPasskey(step.pin, step.signer),
          }}
          more={
            <Action onPress={() => onMade(slot, name.trim(), step.signer)}>{words.notNow}</Action>
          }
        >
          {problem !== undefined && <ErrorNotice error={problem} />}
        </Screen>
      )
    default:
      return step satisfies never
  }
}

/** Asks nobody for anything: only whether this device could ask for a finger or a face. */
async function mayHavePasskey(): Promise<boolean> {
  try {
    return await PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable()
  } catch {
    return false
  }
}
