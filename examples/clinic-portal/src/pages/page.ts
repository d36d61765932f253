import type { Language } from '../words/language.ts'
import { words } from '../words/words.ts'
import { type Html, html, markupOf } from './html.ts'

/** What every page stands on. */
export interface PageFrame {
  readonly language: Language
  /** Of the clinic. */
  readonly name: string
  /** Where it is shown, to come back to after the language was changed. */
  readonly path: string
}

/** A page, before it is sent. */
export interface Page {
  readonly title: string
  readonly content: Html
  readonly status?: number
  /** Given: the page looks whether something new is there, and is drawn again if the version is another. */
  readonly version?: number
}

/** The policy: no script but ours, no frame, and forms that lead to us and to the sign-in alone. */
export function policyOf(signInIssuer: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    `form-action 'self' ${new URL(signInIssuer).origin}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ')
}

export function drawPage(page: Page, { language, name, path }: PageFrame): string {
  const texts = words[language]
  const other = language === 'en' ? 'zh-CN' : 'en'
  const { title, content, version } = page
  const watched = version === undefined ? '' : html` data-version="${version}"`
  return markupOf(html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title} · ${name}</title>
<link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="/portal.css">
${version !== undefined && html`<script type="module" src="/watch.js"></script>`}
</head>
<body>
<header>
<a class="brand" href="/">${name}</a>
<form method="post" action="/language"><input type="hidden" name="to" value="${path}">
<button class="quiet" name="language" value="${other}" lang="${other}">${words[other].ownName}</button></form>
</header>
<main${watched}>
<h1>${title}</h1>
${content}
${version !== undefined && html`<noscript><p><a href="${path}">${texts.lookAgain}</a></p></noscript>`}
</main>
<footer>${texts.footer}</footer>
</body>
</html>
`)
}

/** A form of one button. */
export function button(
  action: string,
  label: string,
  value?: { readonly name: string; readonly value: string },
  look = '',
): Html {
  const named = value !== undefined && html` name="${value.name}" value="${value.value}"`
  const shown = look !== '' && html` class="${look}"`
  return html`<form method="post" action="${action}"><button${named}${shown}>${label}</button></form>`
}
