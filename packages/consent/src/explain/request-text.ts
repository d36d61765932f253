import { cleanText } from '@fidecura/base'
import { granteeText, renderTerms } from '../render.ts'
import {
  assertVerifiedConsentRequest,
  type VerifiedConsentRequest,
} from '../request/verify-consent-request.ts'
import type { Language } from './catalogue.ts'
import { instantText, wordingOf } from './rule-text.ts'

/** In which language a request is shown. */
export interface RenderRequestOptions {
  readonly language: Language
}

const words = {
  en: {
    title: 'Request for your consent',
    requester: 'Asked by: ',
    until: 'Can be answered until: ',
    notice: 'Notice: ',
    said: 'In the words of whoever asks, which you do not sign: ',
    asked: 'What you would sign, unless you take something out:',
  },
  'zh-CN': {
    title: '请求您授权',
    requester: '请求方：',
    until: '答复期限：',
    notice: '告知书：',
    said: '以下为请求方自述，不属于您签署的内容：',
    asked: '如不删减，您将签署：',
  },
} as const

/**
 * Writes a request for the patient: who asks, by the name that a credential gives them, and what would be
 * signed, in the words of `renderTerms`. What the requester says themselves stands in quotation marks on
 * one line of its own.
 *
 * @throws {@link ConsentError} `token_not_verified`.
 */
export function renderRequest(
  request: VerifiedConsentRequest,
  { language }: RenderRequestOptions,
): string {
  assertVerifiedConsentRequest(request)
  const { requester, expiresAt, notice, words: own, digest } = request
  const texts = words[language]
  const said = cleanText(own ?? '').replace(/[“”]/g, '"')
  return [
    texts.title,
    `${texts.requester}${granteeText(requester, wordingOf(language))}`,
    `${texts.until}${instantText(expiresAt)}`,
    `${texts.notice}${notice.url}`,
    ...(said === '' ? [] : [`${texts.said}“${said}”`]),
    '',
    texts.asked,
    '',
    renderTerms({ ...request, kind: 'consent', language, request: digest }),
  ].join('\n')
}
