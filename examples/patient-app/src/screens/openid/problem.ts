import { defineWords } from '@fidecura/app-kit'

/** Several codes may be one thing for a person. */
const kinds: Readonly<Record<string, Kind>> = {
  openid_message_malformed: 'damaged',
  openid_query_malformed: 'damaged',
  openid_metadata_mismatch: 'damaged',
  bridge_transaction_malformed: 'damaged',
  token_malformed: 'damaged',
  openid_expired: 'over',
  http_not_found: 'over',
  openid_refused: 'refused',
  openid_credential_unsupported: 'unknownKind',
  openid_grant_unsupported: 'signInThere',
  openid_request_unsupported: 'unknownKind',
  openid_transaction_unsupported: 'unknownKind',
  openid_metadata_untrusted: 'issuerUnknown',
  openid_credential_unexpected: 'issuerUnknown',
  credential_issuer_untrusted: 'issuerUnknown',
  credential_type_untrusted: 'issuerUnknown',
  signature_invalid: 'notProven',
  openid_request_unsigned: 'notProven',
  openid_client_mismatch: 'notProven',
  openid_client_unsupported: 'uncertified',
  openid_response_uri_refused: 'notProven',
  openid_request_audience_wrong: 'notProven',
  openid_wallet_nonce_wrong: 'notProven',
  bundle_member_missing: 'notProven',
  http_url_refused: 'notCalled',
  http_unreachable: 'noAnswer',
  http_timeout: 'noAnswer',
  http_status: 'noAnswer',
  openid_server_failed: 'noAnswer',
  openid_transaction_code_malformed: 'codeWrong',
  not_a_patient: 'notPatient',
}

type Kind = keyof (typeof problemWords)['en']

export const problemWords = defineWords({
  en: {
    damaged: {
      title: 'This code or link is not whole',
      next: 'Scan it again, or ask for a new one.',
    },
    over: {
      title: 'The time for this is over, or it was used before',
      next: 'Ask for a new code. Nothing was shown, and nothing was received.',
    },
    refused: {
      title: 'They did not accept it',
      next: 'Ask them why. What you agreed to show, they may have seen: it stands in your history.',
    },
    codeWrong: {
      title: 'That was not the code',
      next: 'Or the offer was used before. After three wrong codes you need a new one.',
    },
    denied: { title: 'The issuer has said no', next: 'Nothing was received. Ask there why.' },
    unknownKind: {
      title: 'This app does not know how to do that',
      next: 'Nothing was shown, and nothing was received. Ask whether there is another way.',
    },
    signInThere: {
      title: 'You would have to sign in there first, and this app cannot do that',
      next: 'Nothing was received. Ask there for an offer that comes with a code to type.',
    },
    issuerUnknown: {
      title: 'Your hospital does not know this issuer',
      next: 'Nothing was kept. Ask your hospital before you accept anything from there.',
    },
    notProven: {
      title: 'It is not certain who this is',
      next: 'Nothing was shown. Do not go on, and tell whoever helps you.',
    },
    uncertified: {
      title: 'Your hospital does not know who certified them',
      next: 'Nothing was shown. Ask your hospital before you show anything there.',
    },
    fetchOver: {
      title: 'The time to receive it is over, or it was received before',
      next: 'Nothing more was received. Ask the issuer for a new offer.',
    },
    keptOn: {
      title: 'Nobody answers there',
      next: 'Nothing was lost: it goes on from the start page. Try again later.',
    },
    notCalled: {
      title: 'This app may not go there',
      next: 'Your hospital has not allowed this address. Nothing was sent.',
    },
    noAnswer: {
      title: 'Nobody answers there',
      next: 'Try again in a moment. If it stays so, ask for a new code.',
    },
    notPatient: {
      title: 'Only a patient of this hospital can answer that',
      next: 'Have the desk confirm your key first.',
    },
  },
  'zh-CN': {
    damaged: { title: '二维码或链接不完整', next: '请重新扫描，或要一个新的。' },
    over: {
      title: '已过时限，或已经用过',
      next: '请要一个新的二维码。没有出示，也没有领取任何内容。',
    },
    refused: {
      title: '对方没有接受',
      next: '请询问对方原因。您同意出示的内容对方可能已经看到，可在“记录”中查看。',
    },
    codeWrong: {
      title: '验证码不对',
      next: '或凭证已被领取。错三次后需要重新开具。',
    },
    denied: { title: '签发方拒绝了', next: '没有领取任何内容。请询问签发方原因。' },
    unknownKind: {
      title: '本应用不会办理这一种',
      next: '没有出示，也没有领取任何内容。请询问有没有别的办法。',
    },
    signInThere: {
      title: '需要先在对方网站登录，本应用不能办理',
      next: '没有领取任何内容。请对方改为提供带验证码的二维码。',
    },
    issuerUnknown: {
      title: '您的医院不认识这个签发方',
      next: '没有保存任何内容。领取之前请先询问医院。',
    },
    notProven: {
      title: '无法确定对方是谁',
      next: '没有出示任何内容。请不要继续，并告诉工作人员。',
    },
    uncertified: {
      title: '您的医院不认识对方证书的签发机构',
      next: '没有出示任何内容。出示之前请先询问医院。',
    },
    fetchOver: {
      title: '领取时限已过，或已经领取过',
      next: '没有再领取任何内容。请向签发方要一份新的。',
    },
    keptOn: {
      title: '对方没有回应',
      next: '没有丢失任何内容，可以稍后从首页继续。',
    },
    notCalled: {
      title: '本应用不能访问那里',
      next: '您的医院没有允许这个地址，没有发送任何内容。',
    },
    noAnswer: { title: '对方没有回应', next: '请稍后再试。如果还是这样，请要一个新的二维码。' },
    notPatient: { title: '只有本院患者可以答复', next: '请先到窗口确认您的密钥。' },
  },
})

/** What went wrong: an offer, what was accepted of one and is prepared since, or a request. */
export type About = 'offer' | 'coming' | 'request'

/** @returns Undefined: what the kit says of it is all there is to say. */
export function problemKindOf(error: unknown, about: About): Kind | undefined {
  const { code, reason } = (error ?? {}) as { readonly code?: unknown; readonly reason?: unknown }
  if (typeof code !== 'string') return undefined
  // Whatever is wrong with a certificate: it leads from nobody whom the hospital named.
  const kind = code.startsWith('x5c_') ? 'uncertified' : kinds[code]
  if (kind === 'noAnswer' && !navigator.onLine) return undefined
  if (kind === 'noAnswer' && about === 'coming') return 'keptOn'
  if (kind !== 'refused' || about === 'request') return kind
  if (about === 'coming') return isOver(reason) ? 'fetchOver' : 'denied'
  return reason === 'invalid_grant' ? 'codeWrong' : 'denied'
}

function isOver(reason: unknown): boolean {
  return reason === 'invalid_token' || reason === 'invalid_transaction_id'
}
