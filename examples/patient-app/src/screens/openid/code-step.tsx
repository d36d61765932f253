import { defineWords, PinPad, Screen, useWords } from '@fidecura/app-kit'
import { cleanText } from '@fidecura/base'
import type { OpenedOffer } from '@fidecura/openid/wallet'
import { type ReactNode, useState } from 'react'
import { Input } from 'react-aria-components/Input'
import { Label } from 'react-aria-components/Label'
import { TextField } from 'react-aria-components/TextField'

const words = defineWords({
  en: {
    title: 'Type the code',
    lead: (host: string) => `It came to you another way than the offer. It goes to ${host}.`,
    hint: (text: string) => `They say: “${text}”`,
    code: 'Code',
    next: 'Receive it',
  },
  'zh-CN': {
    title: '输入验证码',
    lead: (host: string) => `验证码是另外告诉您的，将发往 ${host}。`,
    hint: (text: string) => `对方说明：“${text}”`,
    code: '验证码',
    next: '领取',
  },
})

export interface CodeStepProps {
  readonly offer: OpenedOffer
  readonly onBack: () => void
  readonly onCode: (code: string) => void
  /** What was wrong the last time, if anything was. */
  readonly problem: ReactNode
}

/** The code that shows that the offer reached whom it was made for. */
export function CodeStep({ offer, onBack, onCode, problem }: CodeStepProps) {
  const texts = useWords(words)
  const [typed, setTyped] = useState('')
  const { serverHost, transactionCode } = offer
  const { inputMode, length, description } = transactionCode ?? {}
  const hint = description === undefined ? '' : cleanText(description)
  const isPad = inputMode === 'numeric' && length !== undefined && length <= maxPad
  return (
    <Screen
      title={texts.title}
      // Below a word of what was wrong, the last row of the pad is to be in sight.
      {...(problem === undefined && { lead: texts.lead(serverHost) })}
      back={onBack}
      {...(!isPad && {
        primary: {
          label: texts.next,
          isDisabled: typed.trim() === '',
          onPress: () => onCode(typed.trim()),
        },
      })}
    >
      {problem}
      {hint !== '' && <p>{texts.hint(hint)}</p>}
      {isPad ? (
        <PinPad length={length} isShown onPin={onCode} />
      ) : (
        <TextField className="field code-field" value={typed} onChange={setTyped}>
          <Label>{texts.code}</Label>
          <Input
            autoComplete="one-time-code"
            spellCheck="false"
            inputMode={inputMode === 'numeric' ? 'numeric' : 'text'}
          />
        </TextField>
      )}
    </Screen>
  )
}

const maxPad = 8
