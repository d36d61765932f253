import { defineWords, useLanguage, useWords } from '@fidecura/app-kit'
import { nameText } from '@fidecura/base'
import { consentCodeSystems } from '@fidecura/consent'
import { plainNameOf } from '@fidecura/consent/explain'
import type { ProxyPower } from '@fidecura/credentials'
import { Check } from 'lucide-react'
import { Checkbox } from 'react-aria-components/Checkbox'
import { CheckboxGroup } from 'react-aria-components/CheckboxGroup'
import { Label } from 'react-aria-components/Label'
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup'
import { useDates } from '../dates.ts'
import { type MandateScope, mandateDays, mandatePurposes, mandateTypes } from '../model/mandates.ts'

const words = defineWords({
  en: {
    may: 'They may',
    powers: {
      view: 'look into my record in this app',
      consent: 'sign consents for me',
      withdraw: 'take back what they signed',
      restrict: 'limit who may read',
    },
    purposes: 'They may agree to',
    data: 'About what',
    everything: 'My whole record',
    some: 'Only some of it',
    howLong: 'How long',
    days: (count: number) => (count === 365 ? 'One year' : `${count} days`),
    until: (name: string, day: string) => `Until ${day}, ${name} may`,
    signFor: (list: string) => `sign consents for me: ${list}`,
    about: (list: string) => `About: ${list}`,
    comma: ', ',
  },
  'zh-CN': {
    may: '对方可以',
    powers: {
      view: '在应用里查看我的病历',
      consent: '替我签署授权书',
      withdraw: '撤回由其签署的授权',
      restrict: '限制谁可以查看',
    },
    purposes: '可以同意用于',
    data: '涉及哪些资料',
    everything: '我的全部病历',
    some: '只限一部分',
    howLong: '多长时间',
    days: (count: number) => (count === 365 ? '一年' : `${count}天`),
    until: (name: string, day: string) => `${day}之前，${name}可以`,
    signFor: (list: string) => `替我签署授权书，用于${list}`,
    about: (list: string) => `涉及：${list}`,
    comma: '、',
  },
})

const powers = ['view', 'consent', 'withdraw', 'restrict'] as const

export interface MandateScopeFieldsProps {
  readonly scope: MandateScope
  readonly onChange: (scope: MandateScope) => void
}

/** What, what for, about what and how long: boxes to tick. Without looking nobody can sign what they are asked. */
export function MandateScopeFields({ scope, onChange }: MandateScopeFieldsProps) {
  const texts = useWords(words)
  const { language } = useLanguage()
  const { actReason, resourceTypes } = consentCodeSystems
  const boxes = (
    label: string,
    chosen: readonly string[],
    choices: readonly (readonly [id: string, name: string])[],
    change: (ids: string[]) => void,
  ) => (
    <CheckboxGroup className="choices" value={[...chosen]} onChange={change}>
      <Label className="label">{label}</Label>
      {choices.map(([id, name]) => (
        <Checkbox key={id} value={id} className="choice" isDisabled={id === 'view'}>
          <span className="box">
            <Check aria-hidden="true" size={20} />
          </span>
          {name}
        </Checkbox>
      ))}
    </CheckboxGroup>
  )
  return (
    <>
      {boxes(
        texts.may,
        scope.powers,
        powers.map((one) => [one, texts.powers[one]]),
        (ids) => {
          const kept: readonly ProxyPower[] = powers.filter(
            (one) => one === 'view' || ids.includes(one),
          )
          onChange({ ...scope, powers: kept })
        },
      )}
      {scope.powers.includes('consent') &&
        boxes(
          texts.purposes,
          scope.purposes,
          mandatePurposes.map((code) => [code, plainNameOf({ system: actReason, code }, language)]),
          (purposes) => onChange({ ...scope, purposes }),
        )}
      <RadioGroup
        className="choices"
        value={scope.types === '*' ? 'all' : 'some'}
        onChange={(value) => onChange({ ...scope, types: value === 'all' ? '*' : ['Observation'] })}
      >
        <Label className="label">{texts.data}</Label>
        <Radio value="all" className="choice">
          <span className="box box-round" />
          {texts.everything}
        </Radio>
        <Radio value="some" className="choice">
          <span className="box box-round" />
          {texts.some}
        </Radio>
      </RadioGroup>
      {scope.types !== '*' &&
        boxes(
          texts.some,
          scope.types,
          mandateTypes.map((code) => [
            code,
            plainNameOf({ system: resourceTypes, code }, language),
          ]),
          (types) => onChange({ ...scope, types }),
        )}
      <RadioGroup
        className="choices"
        value={String(scope.days)}
        onChange={(value) => onChange({ ...scope, days: Number(value) })}
      >
        <Label className="label">{texts.howLong}</Label>
        {mandateDays.map((count) => (
          <Radio key={count} value={String(count)} className="choice">
            <span className="box box-round" />
            {texts.days(count)}
          </Radio>
        ))}
      </RadioGroup>
    </>
  )
}

/** Whether it says anything that somebody could do. */
export function isWhole({ powers: may, purposes, types }: MandateScope): boolean {
  return (!may.includes('consent') || purposes.length > 0) && types.length > 0
}

/** The same in a glance, above the very words that are signed. */
export function MandateGist({
  scope,
  until,
}: {
  readonly scope: MandateScope
  readonly until: number
}) {
  const texts = useWords(words)
  const dates = useDates()
  const { language } = useLanguage()
  const { actReason, resourceTypes } = consentCodeSystems
  const list = (system: string, codes: readonly string[]) =>
    codes.map((code) => plainNameOf({ system, code }, language)).join(texts.comma)
  const { name, purposes, types } = scope
  return (
    <section className="card">
      <h2>{texts.until(nameText(name), dates.day(until))}</h2>
      <ul className="verdicts">
        {powers
          .filter((one) => scope.powers.includes(one))
          .map((one) => (
            <li key={one}>
              <Check aria-hidden="true" size={20} />
              <span>
                {one === 'consent' ? texts.signFor(list(actReason, purposes)) : texts.powers[one]}
              </span>
            </li>
          ))}
      </ul>
      <p className="muted">
        {texts.about(types === '*' ? texts.everything : list(resourceTypes, types))}
      </p>
    </section>
  )
}
