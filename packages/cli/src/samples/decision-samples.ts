import type { JsonObject } from '@fidecura/base'
import type { StatementSet } from '@fidecura/consent'
import type { Expected, Sample } from './sample.ts'
import type { SampleSets } from './sample-consents.ts'
import type { SampleDoctor } from './sample-credentials.ts'
import { newNonce, observations, present } from './sample-requests.ts'
import { type SampleRecord, type SampleWorld, sampleRecord } from './sample-world.ts'

/** Four of `POST /decide`. */
export async function decisionSamples(
  world: SampleWorld,
  { doctor, sets }: { readonly doctor: SampleDoctor; readonly sets: SampleSets },
): Promise<readonly Sample[]> {
  const ask = async (
    name: string,
    which: keyof SampleSets,
    expected: Expected,
    about: Sample['about'],
  ): Promise<Sample> => {
    const nonce = newNonce()
    const presentation = await present(world, doctor, { nonce })
    const set = JSON.parse(JSON.stringify(sets[which])) as StatementSet & JsonObject
    const request = requestFor(sampleRecord(which))
    const body = { presentation, nonce, set, request }
    return { name, path: '/decide', body, expected, about }
  }
  return [
    await ask(
      '17-permitted',
      'consented',
      { status: 200 },
      {
        en: 'The patient has agreed to it',
        'zh-CN': '患者已同意',
      },
    ),
    await ask(
      '18-withdrawn',
      'withdrawn',
      { status: 403, code: 'consent_withdrawn' },
      {
        en: 'The patient has taken it back',
        'zh-CN': '患者已撤回同意',
      },
    ),
    await ask(
      '19-nothing-said',
      'silent',
      { status: 403, code: 'consent_absent' },
      {
        en: 'The patient has said nothing',
        'zh-CN': '患者没有任何表示',
      },
    ),
    await ask(
      '20-word-too-old',
      'old',
      { status: 503, code: 'register_word_stale' },
      {
        en: 'What the register said is an hour old: unknown, and so not permitted',
        'zh-CN': '登记簿的答复已是一小时之前的：无法判定，因此不允许',
      },
    ),
  ]
}

function requestFor(record: SampleRecord): JsonObject {
  return { record: { ...record }, purposes: ['TREAT'], action: 'access', data: [observations] }
}
