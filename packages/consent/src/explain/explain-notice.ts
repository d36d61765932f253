import { cleanText, literalText } from '@fidecura/base'
import { type BreakGlass, decodeBreakGlass } from '../break-glass-request.ts'
import type { PatientNotice } from '../patient-notice.ts'
import type { RecordedNotice } from '../register/register-entry.ts'
import type { Language } from './catalogue.ts'
import { instantText } from './rule-text.ts'

interface NoticeWords {
  readonly kind: Readonly<Record<PatientNotice['kind'], string>>
  readonly registered: (at: string, id: string) => string
  readonly record: (value: string, system: string) => string
  readonly who: (did: string) => string
  readonly reason: (code: string) => string
  readonly explanation: (text: string) => string
  readonly until: (at: string) => string
}

const words: Readonly<Record<Language, NoticeWords>> = {
  en: {
    kind: {
      statement: 'A proxy signs a statement in your place, by your mandate.',
      withdrawal: 'A consent of yours is taken back in your place, by a proxy or at a desk.',
      break_glass: 'Your record is opened in an emergency (break-glass).',
    },
    registered: (at, id) => `Registered ${at} under ${id}.`,
    record: (value, system) => `Record: ${value} (${system})`,
    who: (did) => `Who answers for it: ${did}`,
    reason: (code) => `Reason: ${code}`,
    explanation: (text) => `In their own words: ${text}`,
    until: (at) => `Not after: ${at}`,
  },
  'zh-CN': {
    kind: {
      statement: '受托人依据您的授权委托，代您签署一份声明。',
      withdrawal: '受托人或窗口代您撤回一份同意。',
      break_glass: '您的病历被紧急调阅。',
    },
    registered: (at, id) => `登记于${at}，编号${id}。`,
    record: (value, system) => `病历号：${value} (${system})`,
    who: (did) => `责任人：${did}`,
    reason: (code) => `理由：${code}`,
    explanation: (text) => `本人说明：${text}`,
    until: (at) => `时限：至${at}止`,
  },
}

/** In which language. */
export interface ExplainNoticeOptions {
  readonly language: Language
}

/**
 * Writes for patients what others did in their place, or in an emergency: plain text, lines separated
 * by `\n`. What a practitioner wrote stands in a line of its own, without characters that are invisible or
 * turn the reading direction.
 *
 * @param notice - From `notices` of a register.
 * @throws {@link ConsentError} `token_malformed`: of an emergency whose request cannot be read.
 */
export function explainNotice(
  { kind, id, registeredAt, token }: RecordedNotice,
  { language }: ExplainNoticeOptions,
): string {
  const { [language]: said } = words
  const head = [said.kind[kind], said.registered(instantText(registeredAt), cleanText(id))]
  const emergency = kind === 'break_glass' ? decodeBreakGlass(token as string).content : undefined
  return [...head, ...(emergency === undefined ? [] : emergencyLines(emergency, said))].join('\n')
}

function emergencyLines(
  { record, issuer, reason, explanation, until }: BreakGlass,
  said: NoticeWords,
): readonly string[] {
  return [
    said.record(literalText(record.value), literalText(record.system)),
    said.who(cleanText(issuer)),
    said.reason(cleanText(reason)),
    said.explanation(cleanText(explanation)),
    said.until(instantText(until)),
  ]
}
