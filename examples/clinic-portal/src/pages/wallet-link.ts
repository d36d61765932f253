import encodeQr from 'qr'
import type { Language } from '../words/language.ts'
import { words } from '../words/words.ts'
import { type Html, html, trustedHtml } from './html.ts'

/** How the person gets to their wallet: a link here, or a code for another device. */
export function walletLink(
  device: 'same' | 'other',
  link: string,
  language: Language,
  scan: string = words[language].scan,
): Html {
  const { openWallet, waiting, asText } = words[language]
  if (device === 'same') return html`<p><a class="act" href="${link}">${openWallet}</a></p>`
  return html`<p>${scan}</p><div class="qr">${trustedHtml(encodeQr(link, 'svg'))}</div>
<details><summary>${asText}</summary><p><code>${link}</code></p></details>
<p role="status">${waiting}</p>`
}
