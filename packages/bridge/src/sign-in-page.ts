import type { IncomingMessage } from 'node:http'
import encodeQr from 'qr'
import type { SignInRequest } from './sign-in-request.ts'

/** A page as it is sent. No page runs a script, and none is shown in a frame. */
export interface Page {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

type Language = SignInRequest['language']

const texts = {
  en: {
    title: (platform: string) => `Sign in to ${platform}`,
    lead: 'Your wallet shows you what is asked for. You decide there.',
    same: 'Wallet in this device',
    other: 'Wallet in another device',
    open: 'Open the wallet',
    scan: 'Read this code with the wallet in your other device.',
    warn: (platform: string) =>
      `Read it only if you opened ${platform} yourself, here on this screen. Whoever sends you such a code wants to sign in as you.`,
    asText: 'No camera? Show the code as text',
    paste:
      'Copy all of this text, and paste it in the wallet in your other device, where it reads codes. Then go on here.',
    goOn: 'Go on',
    asCode: 'Show the code again',
    waiting: 'This page goes on by itself once the wallet has answered.',
    refused:
      'The wallet’s answer was not accepted. What was shown may be suspended or expired, or the clock of the wallet’s device may be wrong. You may try again.',
    cancel: 'Do not sign in',
    problem: 'Signing in did not work',
    again: 'Go back to the platform and begin anew, in this browser.',
    gone: 'It took longer than ten minutes, was finished already, or was begun in another browser.',
    often: 'This was tried too often from here. Wait a minute, then begin anew.',
    later: 'Something that is needed does not answer just now. Try again in a minute.',
    code: 'Code',
  },
  'zh-CN': {
    title: (platform: string) => `登录 ${platform}`,
    lead: '钱包会显示对方要求的内容，由您在钱包中决定。',
    same: '钱包在本设备',
    other: '钱包在另一台设备',
    open: '打开钱包',
    scan: '请用另一台设备上的钱包扫描此二维码。',
    warn: (platform: string) =>
      `仅当您本人在此屏幕上打开了 ${platform} 时才扫描。任何人发给您这样的二维码，都是想冒用您的身份登录。`,
    asText: '没有摄像头？以文字显示',
    paste: '请复制全部文字，在另一台设备的钱包里扫码的地方粘贴，完成后在此继续。',
    goOn: '继续',
    asCode: '重新显示二维码',
    waiting: '钱包答复后，本页会自动继续。',
    refused:
      '钱包的答复未被接受：出示的凭证可能已停用或过期，或钱包所在设备的时间不准。您可以再试一次。',
    cancel: '不登录',
    problem: '未能登录',
    again: '请回到该平台，在此浏览器中重新开始。',
    gone: '超过了十分钟、已经完成，或是在另一个浏览器中开始的。',
    often: '此处尝试过于频繁，请一分钟后重新开始。',
    later: '所需的服务暂时没有应答，请一分钟后再试。',
    code: '代码',
  },
} as const

/** How the person may go on. */
export type SignInStep =
  | { readonly kind: 'choose'; readonly refused: boolean }
  | { readonly kind: 'same' | 'other'; readonly link: string }
  /** The code as text: a page that stays as it is, for nobody selects what is loaded anew every three seconds. */
  | { readonly kind: 'text'; readonly link: string }

const refreshSeconds = 3

export function signInPage(request: SignInRequest, path: string, step: SignInStep): Page {
  const { platform, language, mayBeElsewhere } = request
  const words = texts[language]
  const name = escapeHtml(platform.name)
  const ask = (device: 'same' | 'other') =>
    `<form method="post" action="${path}/ask"><button name="device" value="${device}" class="${device}">${words[device]}</button></form>`
  const main = (): string => {
    switch (step.kind) {
      case 'choose':
        return `${step.refused ? `<p role="alert">${words.refused}</p>` : ''}${ask('same')}${mayBeElsewhere ? ask('other') : ''}`
      case 'same':
        return `<p><a class="act" href="${escapeHtml(step.link)}">${words.open}</a></p><p>${words.waiting}</p>`
      case 'other':
        return `<p class="warn">${words.warn(name)}</p><p>${words.scan}</p><div class="code">${encodeQr(step.link, 'svg')}</div><p>${words.waiting}</p><p><a href="${path}/wait?show=text">${words.asText}</a></p>`
      case 'text':
        return `<p class="warn">${words.warn(name)}</p><p>${words.paste}</p><textarea readonly rows="9" spellcheck="false" aria-label="${words.paste}">${escapeHtml(step.link)}</textarea><p><a class="act" href="${path}/wait?show=text">${words.goOn}</a></p><p><a href="${path}/wait">${words.asCode}</a></p>`
      default:
        step satisfies never
        return ''
    }
  }
  const content = `<h1>${words.title(name)}</h1><p class="origin">${escapeHtml(platform.origin)}</p><p>${words.lead}</p>${main()}<form method="post" action="${path}/cancel"><button class="quiet">${words.cancel}</button></form>`
  const refresh =
    step.kind === 'other'
      ? `<meta http-equiv="refresh" content="${refreshSeconds};url=${path}/wait">`
      : ''
  return pageOf(language, words.title(name), content, { refresh })
}

/** @param code - Of the standards or of ours; anything else is not shown. */
export function problemPage(incoming: IncomingMessage, code: string, status = 400): Page {
  const language = languageOf(incoming.headers['accept-language'])
  const words = texts[language]
  const shown = /^[a-z_]{1,64}$/.test(code) ? code : 'server_error'
  const why = whyOf(shown, status, incoming.url ?? '/')
  const content = `<h1>${words.problem}</h1>${why === undefined ? '' : `<p>${words[why]}</p>`}<p>${words.again}</p><p class="origin">${words.code}: ${shown}</p>`
  return pageOf(language, words.problem, content, { status })
}

/** As far as somebody can do something about it. */
function whyOf(code: string, status: number, url: string): 'gone' | 'often' | 'later' | undefined {
  if (status === 429) return 'often'
  if (status === 503) return 'later'
  // The provider says no more of an interaction that is not there, or not of this browser.
  const isBegun = /^\/(?:interaction|auth)\//.test(url)
  return isBegun && code === 'invalid_request' ? 'gone' : undefined
}

/** @param wished - Tags, the first first, as `ui_locales` or `Accept-Language` has them. */
export function languageOf(wished: string | undefined): Language {
  const [first] = (wished ?? '').split(/[ ,;]/).filter((tag) => /^(?:zh|en)\b/i.test(tag))
  return first?.toLowerCase().startsWith('zh') === true ? 'zh-CN' : 'en'
}

function pageOf(
  language: Language,
  title: string,
  content: string,
  { status = 200, refresh = '' }: { readonly status?: number; readonly refresh?: string },
): Page {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    // No form-action: a page that is left by a form may be sent on to a platform.
    'content-security-policy':
      "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'",
  }
  const body = `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">${refresh}<title>${title}</title><link rel="stylesheet" href="/sign-in.css"></head><body><main>${content}</main></body></html>`
  return { status, headers, body }
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`)
}

export const styleSheet = `:root{color-scheme:light dark;font:1.125rem/1.5 system-ui,"PingFang SC","Microsoft YaHei",sans-serif;--act:#0b5c8a;--on-act:#fff}
@media(prefers-color-scheme:dark){:root{--act:#8cc9ef;--on-act:#04202f}}
body{margin:0;display:grid;place-items:center;min-height:100vh}
main{box-sizing:border-box;width:100%;max-width:28rem;padding:1.5rem}
h1{font-size:1.5rem;line-height:1.25;overflow-wrap:anywhere}
.origin{opacity:.75;overflow-wrap:anywhere}
button,.act{box-sizing:border-box;display:block;width:100%;min-height:3.25rem;margin:.75rem 0;padding:.75rem 1rem;font:inherit;font-weight:600;text-align:center;text-decoration:none;border:2px solid var(--act);border-radius:.75rem;background:var(--act);color:var(--on-act);cursor:pointer}
button.other{background:transparent;color:inherit}
button.quiet{border-color:transparent;background:transparent;color:inherit;font-weight:400;text-decoration:underline}
button:focus-visible,.act:focus-visible{outline:3px solid;outline-offset:3px}
.code{padding:1rem;background:#fff;border-radius:.75rem}
.code svg{display:block;width:100%;height:auto}
textarea{box-sizing:border-box;width:100%;padding:.75rem;font:.875rem/1.4 ui-monospace,monospace;overflow-wrap:anywhere;border:2px solid;border-radius:.75rem;background:transparent;color:inherit;-webkit-user-select:all;user-select:all}
a:not(.act){color:inherit}
.warn{padding:.75rem 1rem;border-inline-start:.375rem solid #b45309;background:#b4530922}
`
