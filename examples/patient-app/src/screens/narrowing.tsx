import { defineWords, Screen, useLanguage, useWords } from '@fidecura/app-kit'
import { type EpochSeconds, epochSeconds, systemClock } from '@fidecura/base'
import type { VerifiedStatementSet } from '@fidecura/consent'
import { gistOfTerms, type NamedCode } from '@fidecura/consent/explain'
import type { statementFromRequest, VerifiedConsentRequest } from '@fidecura/consent/request'
import { Check } from 'lucide-react'
import { Checkbox } from 'react-aria-components/Checkbox'
import { CheckboxGroup } from 'react-aria-components/CheckboxGroup'
import { Label } from 'react-aria-components/Label'
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup'
import { useDates } from '../dates.ts'
import { keyOf, type TakenOut } from '../model/narrowing.ts'
import { AllowedList } from './allowed-list.tsx'

const words = defineWords({
  en: {
    title: 'Take something out',
    lead: 'Leave ticked what you agree to.',
    what: 'What',
    why: 'What for',
    howLong: 'How long',
    asAsked: (until: string) => `As asked: until ${until}`,
    days: (count: number) => (count === 1 ? 'One day' : `${count} days`),
    done: 'Use this',
    nothingLeft: 'With nothing ticked there is nothing to sign.',
  },
  'zh-CN': {
    title: '去掉一部分',
    lead: '同意的请保留打勾。',
    what: '看什么',
    why: '做什么用',
    howLong: '多长时间',
    asAsked: (until: string) => `按请求：到${until}`,
    days: (count: number) => `${count}天`,
    done: '就这样',
    nothingLeft: '什么都不勾，就没有可签署的内容。',
  },
})

export interface NarrowingProps {
  readonly request: VerifiedConsentRequest
  readonly set: VerifiedStatementSet | undefined
  readonly out: TakenOut
  readonly until: EpochSeconds
  /** Undefined: nothing would be left. */
  readonly draft: ReturnType<typeof statementFromRequest> | undefined
  readonly onChange: (out: TakenOut, until: EpochSeconds) => void
  readonly onDone: () => void
}

const shorter = [30, 7, 1]
const daySeconds = 86_400

/** Boxes to untick, and what would then be allowed, computed at every change. */
export function Narrowing(props: NarrowingProps) {
  const { request, set, out, until, draft, onChange, onDone } = props
  const texts = useWords(words)
  const dates = useDates()
  const { language } = useLanguage()
  const gist = gistOfTerms(request.terms, { language })
  const start = Math.max(request.validFrom, systemClock())
  const days = shorter.filter((count) => start + count * daySeconds < request.validUntil)
  const chosen = days.find((count) => until === ending(count))
  function ending(count: number): number {
    // From the beginning of what was asked for: the same however often one changes one's mind.
    return Math.min(request.validFrom + count * daySeconds, request.validUntil)
  }
  const group = (label: string, codes: readonly NamedCode[]) =>
    codes.length > 1 && (
      <CheckboxGroup
        className="choices"
        value={codes.map(keyOf).filter((key) => !out.has(key))}
        onChange={(kept) => {
          const all = codes.map(keyOf)
          const others = [...out].filter((key) => !all.includes(key))
          const gone = all.filter((key) => !kept.includes(key))
          onChange(new Set([...others, ...gone]), until)
        }}
      >
        <Label className="label">{label}</Label>
        {codes.map((code) => (
          <Checkbox key={keyOf(code)} value={keyOf(code)} className="choice">
            <span className="box">
              <Check aria-hidden="true" size={20} />
            </span>
            {code.name}
          </Checkbox>
        ))}
      </CheckboxGroup>
    )
  return (
    <Screen
      title={texts.title}
      lead={texts.lead}
      back={onDone}
      primary={{ label: texts.done, isDisabled: draft === undefined, onPress: onDone }}
    >
      {group(texts.what, gist.data)}
      {group(texts.why, gist.purposes)}
      {days.length > 0 && (
        <RadioGroup
          className="choices"
          value={String(chosen ?? 'asked')}
          onChange={(value) =>
            onChange(
              out,
              value === 'asked' ? request.validUntil : epochSeconds(ending(Number(value))),
            )
          }
        >
          <Label className="label">{texts.howLong}</Label>
          <Radio value="asked" className="choice">
            <span className="box box-round" />
            {texts.asAsked(dates.end(request.validFrom, request.validUntil))}
          </Radio>
          {days.map((count) => (
            <Radio key={count} value={String(count)} className="choice">
              <span className="box box-round" />
              {texts.days(count)}
            </Radio>
          ))}
        </RadioGroup>
      )}
      {draft === undefined && <p className="care">{texts.nothingLeft}</p>}
      {draft !== undefined && set !== undefined && (
        <AllowedList set={set} draft={draft} request={request} />
      )}
    </Screen>
  )
}
