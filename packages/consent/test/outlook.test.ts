import { epochSeconds } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import { diffDecisions, type StatedRequest, whatIf } from '../src/assess/index.ts'
import { explainDiff, explainWhatIf } from '../src/explain/index.ts'
import {
  cardiology,
  day,
  deny,
  hospital,
  laboratory,
  now,
  oncology,
  options,
  permit,
  record,
  setOf,
  statement,
} from './setting.ts'

const { combine, vocabulary } = options
const policy = { combine, vocabulary }
const by = (did: typeof cardiology): StatedRequest => ({
  requester: { parties: [did], purposes: ['PurposeOfUse'] },
  subject: record,
  purposes: ['TREAT'],
  action: 'access',
  custodian: hospital,
  data: [laboratory],
})
const cardiologist = by(cardiology)
const oncologist = by(oncology)

describe('explainWhatIf', () => {
  const set = setOf([statement(deny(), { kind: 'restriction' })])
  const { grantee, controller, validFrom, validUntil, terms } = statement({
    ...permit({ purposes: ['TREAT'] }),
    duties: [{ kind: 'no_redisclosure' }],
  })
  const draft = { kind: 'consent', grantee, controller, validFrom, validUntil, terms } as const
  const requests = [cardiologist, oncologist]
  const results = whatIf(set, draft, requests, { ...policy, at: now })
  const names = { [oncology]: 'Oncology' }

  test('says with what is not signed yet who could read what', () => {
    expect(explainWhatIf(results, { requests, draft, names, language: 'en' }).split('\n')).toEqual([
      'With this, who could read what? Nothing here is signed or permitted yet.',
      `1 Cardiology (${cardiology}): to read; for the purpose of treatment (TREAT); about laboratory results (11502-2); relying on consent.`,
      '  now: Deny (A statement of the patient denies this); with this: Permit.',
      '  Obligations:',
      '  - Pass nothing on.',
      `2 Oncology (${oncology}): to read; for the purpose of treatment (TREAT); about laboratory results (11502-2); relying on consent.`,
      '  now and with this: No consent (No statement in force permits this, and none denies it).',
    ])
  })

  test('says it in Chinese', () => {
    expect(
      explainWhatIf(results, { requests, draft, names, language: 'zh-CN' }).split('\n'),
    ).toEqual([
      '如作出此声明，谁可以查阅什么？此处尚未签署，也未允许任何内容。',
      `1 Cardiology (${cardiology})：操作为查阅；使用目的为诊疗（TREAT）；内容为检验结果（11502-2）；依据：同意。`,
      '  目前：拒绝（患者的声明不允许此请求）；作出后：允许。',
      '  使用限制与义务：',
      '  - 不得转交他人。',
      `2 Oncology (${oncology})：操作为查阅；使用目的为诊疗（TREAT）；内容为检验结果（11502-2）；依据：同意。`,
      '  目前及作出后：无有效授权（没有生效中的声明允许此请求，也没有声明拒绝）。',
    ])
  })

  test('shows no name that turns the reading direction', () => {
    const turned = { ...draft, grantee: { ...grantee, name: 'Card\u202eiology' } }
    const text = explainWhatIf(results, { requests, draft: turned, language: 'en' })
    expect(text).toContain('Cardiology')
    expect(text).not.toContain('\u202e')
  })
})

describe('explainDiff', () => {
  const registeredAt = epochSeconds(now - 3 * day)
  const set = setOf([
    { ...statement(permit()), registeredAt, withdrawnAt: epochSeconds(now - day) },
    statement(permit(), { sequence: 2, grantee: { did: oncology, name: 'Oncology' } }),
  ])
  const span = { from: epochSeconds(now - 5 * day), to: now, ...policy }
  const shown = { request: cardiologist, set }

  test('says what was answered when, what happened then, and of which statement', () => {
    const diff = diffDecisions(cardiologist, set, span)
    expect(explainDiff(diff, { ...shown, language: 'en' }).split('\n')).toEqual([
      `From 2027-01-10 08:00:00 UTC to 2027-01-15 08:00:00 UTC: ${cardiology}: to read; for the purpose of treatment (TREAT); about laboratory results (11502-2); relying on consent.`,
      '2027-01-10 08:00:00 UTC: No consent (No statement in force permits this, and none denies it).',
      '2027-01-12 08:00:00 UTC: Permit; statement 1 was registered.',
      '2027-01-14 08:00:00 UTC: Deny (The consent was withdrawn); statement 1 was withdrawn.',
      `1 Consent to share, registered 2027-01-12 08:00:00 UTC, grantee Cardiology (${cardiology})`,
    ])
    expect(
      explainDiff(diff, { ...shown, language: 'zh-CN' })
        .split('\n')
        .slice(1),
    ).toEqual([
      '2027-01-10 08:00:00 UTC：无有效授权（没有生效中的声明允许此请求，也没有声明拒绝）。',
      '2027-01-12 08:00:00 UTC：允许；声明1已登记。',
      '2027-01-14 08:00:00 UTC：拒绝（同意已被撤回）；声明1已撤回。',
      `1 数据使用授权书，登记于2027-01-12 08:00:00 UTC，被授权方Cardiology (${cardiology})`,
    ])
  })

  test('says that nothing changed, and that more may have', () => {
    const diff = diffDecisions(cardiologist, setOf([]), span)
    const lines = explainDiff({ ...diff, complete: false }, { ...shown, language: 'en' }).split(
      '\n',
    )
    expect(lines.slice(2)).toEqual([
      'Nothing changed.',
      'More may have changed than is shown here.',
    ])
    const chinese = explainDiff({ ...diff, complete: false }, { ...shown, language: 'zh-CN' })
    expect(chinese.split('\n').slice(2)).toEqual(['没有变化。', '可能还有未在此列出的变化。'])
  })
})
