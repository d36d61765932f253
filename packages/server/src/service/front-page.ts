import { encodeUtf8, nameText } from '@fidecura/base'
import { digestOf } from '@fidecura/identity'
import type { Hospital } from '../hospital/hospital.ts'
import { pageHeaders } from '../http/static-files.ts'

/** The segments of the apps that are served. */
export type AppName = 'patient' | 'console'

/** Somebody else's service, where the people of the hospitals go with their wallets. */
export interface Elsewhere {
  readonly name: string
  readonly url: string
}

/**
 * Answers whoever comes without a path: which hospitals there are, and where their apps are, in both languages. It is
 * what anybody may know; one style passes by its digest, and no script.
 */
export async function answerFrontPage(
  hospitals: readonly Hospital[],
  apps: readonly AppName[],
  elsewhere: readonly Elsewhere[] = [],
): Promise<Response> {
  const digest = base64Of(await digestOf(encodeUtf8(style)))
  const policy = [
    `default-src 'none'; style-src 'sha256-${digest}'`,
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  ].join('; ')
  const headers = {
    ...pageHeaders,
    'content-security-policy': policy,
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-cache',
  }
  return new Response(pageOf(hospitals, apps, elsewhere), { headers })
}

const words: Readonly<Record<AppName, { readonly en: string; readonly chinese: string }>> = {
  patient: { en: 'For patients', chinese: '患者应用' },
  console: { en: 'For departments', chinese: '科室控制台' },
}

function pageOf(
  hospitals: readonly Hospital[],
  apps: readonly AppName[],
  elsewhere: readonly Elsewhere[],
): string {
  const cards = hospitals.map(({ settings: { id, name } }) => {
    const links = apps.map(
      (app) =>
        `<a href="/${id}/${app}/"><span lang="zh-CN">${words[app].chinese}</span> <span lang="en">${words[app].en}</span></a>`,
    )
    return `<li><h2 dir="auto">${escapeHtml(nameText(name))}</h2><p class="apps">${links.join('')}</p></li>`
  })
  const others = elsewhere.map(
    ({ name, url }) =>
      `<li><h2 dir="auto">${escapeHtml(nameText(name))}</h2><p class="apps"><a href="${escapeHtml(url)}"><span lang="zh-CN">用钱包登录</span> <span lang="en">Sign in with a wallet</span></a></p></li>`,
  )
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Fidecura 医契</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>Fidecura <span lang="zh-CN">医契</span></h1>
<p lang="zh-CN">请选择您的医院。</p>
<p>Choose your hospital.</p>
<ul>${[...cards, ...others].join('')}</ul>
</main>
</body>
</html>
`
}

const style = [
  ':root{color-scheme:light dark;--ink:#1b2624;--ground:#f6f4ef;--card:#fff;--line:#d8d5cc;--mark:#0b5d55;--on-mark:#fff}',
  '@media (prefers-color-scheme:dark){:root{--ink:#eef3f1;--ground:#101716;--card:#1a2422;--line:#33413e;--mark:#7fd3c6;--on-mark:#06231f}}',
  '*{box-sizing:border-box}',
  'body{margin:0;background:var(--ground);color:var(--ink);font:1.125rem/1.6 system-ui,-apple-system,"Segoe UI","PingFang SC","Microsoft YaHei","Noto Sans CJK SC","WenQuanYi Zen Hei",sans-serif}',
  'main{max-width:44rem;margin:0 auto;padding:min(2rem,6vw) min(1rem,4vw)}',
  'h1{margin:0 0 1rem;font-size:1.75rem;line-height:1.25}',
  'h2{margin:0 0 .75rem;font-size:1.25rem;line-height:1.35;overflow-wrap:anywhere}',
  'p{margin:0}',
  'ul{margin:1.5rem 0 0;padding:0;list-style:none;display:grid;gap:1rem}',
  'li{padding:min(1.25rem,4vw);border:1px solid var(--line);border-radius:.75rem;background:var(--card)}',
  '.apps{display:flex;flex-wrap:wrap;gap:.75rem}',
  'a{flex:1 1 min(14rem,100%);min-width:0;overflow-wrap:anywhere;padding:.75rem min(1rem,2.5vw);border-radius:.6rem;background:var(--mark);color:var(--on-mark);font-weight:600;text-align:center;text-decoration:none}',
  'a:focus-visible{outline:3px solid var(--ink);outline-offset:3px}',
].join('\n')

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** As a policy names digests. */
function base64Of(base64url: string): string {
  const plain = base64url.replaceAll('-', '+').replaceAll('_', '/')
  return plain.padEnd(Math.ceil(plain.length / 4) * 4, '=')
}
