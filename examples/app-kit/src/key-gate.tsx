import { systemClock } from '@fidecura/base'
import { type BrowserSigner, openBrowserKey } from '@fidecura/identity/browser'
import { Fingerprint, UserRound } from 'lucide-react'
import { type ReactNode, useCallback, useEffect, useState } from 'react'
import { Action } from './action.tsx'
import { EmbeddedNotice, isEmbedded } from './embedded-view.tsx'
import { ErrorNotice } from './error-notice.tsx'
import { kitWords } from './kit-words.ts'
import { useWords } from './language.tsx'
import { NewKey } from './new-key.tsx'
import { forgetPeople, type KeyPerson, type KnownPeople, listPeople, newSlot } from './people.ts'
import { PinPad } from './pin-pad.tsx'
import { Screen } from './screen.tsx'
import { useIdleLock } from './use-idle-lock.ts'

/** Somebody whose key is open. */
export interface OpenKey {
  readonly slot: string
  readonly name: string
  readonly signer: BrowserSigner
  /** Made a moment ago: nothing can have been issued to it yet. */
  readonly isNew: boolean
  readonly unlockedBy: 'pin' | 'passkey'
  /** Closes the key and asks for the PIN again. Done by itself after ten minutes without a touch. */
  lock(): void
}

export interface KeyGateProps {
  /** Which app at which hospital: `console.riverside`. */
  readonly scope: string
  /** What a passkey is called in the person's list: the app, no name of a person. */
  readonly passkeyLabel: string
  /** A device of a ward: whoever comes picks their name, and new people are asked for one. */
  readonly isShared?: boolean
  /** Shown before the first key is made. `start` leads on. */
  readonly welcome: (start: () => void) => ReactNode
  /** Ways on for somebody whose key is gone. */
  readonly onEvicted?: ReactNode
  /** What stands around the screens of the gate itself. */
  readonly frame?: (screen: ReactNode) => ReactNode
  readonly children: (open: OpenKey) => ReactNode
}

type Step = 'opening' | 'welcome' | 'new' | 'pick' | 'unlock' | 'evicted'

/** Lets nobody further without a key: the first one is made here, later ones are opened. */
export function KeyGate({ frame = (screen) => screen, children, ...rest }: KeyGateProps) {
  const [open, setOpen] = useState<OpenKey>()
  useIdleLock(open?.lock)
  if (isEmbedded(navigator.userAgent)) return frame(<EmbeddedNotice />)
  if (open !== undefined) return children(open)
  return frame(<ClosedGate {...rest} onOpen={setOpen} />)
}

type ClosedGateProps = Omit<KeyGateProps, 'frame' | 'children'> & {
  readonly onOpen: (open: OpenKey | undefined) => void
}

function ClosedGate(props: ClosedGateProps) {
  const { scope, isShared = false } = props
  const words = useWords(kitWords)
  const [step, setStep] = useState<Step>('opening')
  const [known, setKnown] = useState<KnownPeople>()
  const [person, setPerson] = useState<KeyPerson>()
  const [problem, setProblem] = useState<unknown>()

  const look = useCallback(async () => {
    try {
      const found = await listPeople(scope)
      const [only] = found.people
      setKnown(found)
      setPerson(only)
      if (found.isEvicted) setStep('evicted')
      else if (only === undefined) setStep('welcome')
      else setStep(found.people.length > 1 || isShared ? 'pick' : 'unlock')
    } catch (error) {
      setProblem(error)
    }
  }, [scope, isShared])
  useEffect(() => {
    void look()
  }, [look])

  const enter = (key: Omit<OpenKey, 'lock'>) => {
    const lock = () => {
      key.signer.lock()
      props.onOpen(undefined)
    }
    props.onOpen({ ...key, lock })
  }

  if (problem !== undefined) {
    return (
      <Screen title={words.opening}>
        <ErrorNotice error={problem} onRetry={() => location.reload()} />
      </Screen>
    )
  }
  switch (step) {
    case 'opening':
      return <p className="quiet-wait">{words.opening}</p>
    case 'welcome':
      return props.welcome(() => setStep('new'))
    case 'evicted':
      return (
        <Screen
          title={words.gone}
          lead={words.goneLead}
          primary={{
            label: words.makeNewKey,
            onPress: () => {
              forgetPeople(scope)
              setStep('new')
            },
          }}
          more={props.onEvicted}
        />
      )
    case 'new':
      return (
        <NewKey
          scope={scope}
          slot={newSlot(scope)}
          passkeyLabel={props.passkeyLabel}
          isShared={isShared}
          onBack={() => setStep(known?.people.length ? 'pick' : 'welcome')}
          onMade={(slot, name, signer) =>
            enter({ slot, name, signer, isNew: true, unlockedBy: 'pin' })
          }
        />
      )
    case 'pick':
      return (
        <Screen title={words.whoIsIt}>
          <ul className="rows">
            {known?.people.map((one) => (
              <li key={one.slot}>
                <Action
                  icon={UserRound}
                  onPress={() => {
                    setPerson(one)
                    setStep('unlock')
                  }}
                >
                  {one.name || one.slot}
                </Action>
              </li>
            ))}
          </ul>
          <Action look="quiet" onPress={() => setStep('new')}>
            {words.newPerson}
          </Action>
        </Screen>
      )
    case 'unlock':
      return (
        person && (
          <Unlock
            key={person.slot}
            person={person}
            {...((isShared || (known?.people.length ?? 0) > 1) && {
              onOther: () => setStep('pick'),
            })}
            onOpen={(signer, unlockedBy) =>
              enter({ slot: person.slot, name: person.name, signer, isNew: false, unlockedBy })
            }
          />
        )
      )
    default:
      return step satisfies never
  }
}

interface UnlockProps {
  readonly person: KeyPerson
  readonly onOther?: () => void
  readonly onOpen: (signer: BrowserSigner, unlockedBy: OpenKey['unlockedBy']) => void
}

function Unlock({ person, onOther, onOpen }: UnlockProps) {
  const words = useWords(kitWords)
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<unknown>()
  const unlock = async (by: Parameters<typeof openBrowserKey>[1]) => {
    setBusy(true)
    setProblem(undefined)
    try {
      onOpen(await openBrowserKey(person.slot, by), 'pin' in by ? 'pin' : 'passkey')
    } catch (error) {
      setProblem(error)
      setBusy(false)
    }
  }
  return (
    <Screen
      title={person.name ? words.unlockFor(person.name) : words.unlock}
      {...(isBusy && { lead: words.opening })}
      more={
        <>
          {person.canPasskey && (
            <Action
              icon={Fingerprint}
              isDisabled={isBusy}
              onPress={() => void unlock({ passkey: true })}
            >
              {words.openByPasskey}
            </Action>
          )}
          {onOther && (
            <Action look="quiet" onPress={onOther}>
              {words.otherPerson}
            </Action>
          )}
        </>
      }
    >
      {problem !== undefined && <ErrorNotice error={problem} />}
      <PinPad isDisabled={isBusy} onPin={(pin) => void unlock({ pin, now: systemClock() })} />
    </Screen>
  )
}
