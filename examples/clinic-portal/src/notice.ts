import type { PortalOptions } from './portal-options.ts'

/** What the clinic does with data that it is let see: requests of consent name this very text. */
export function noticeOf({ origin }: Pick<PortalOptions, 'origin'>) {
  // Requests name https alone; where somebody tries this out on loopback, wallets know that the origin is http.
  return { url: `${origin.replace(/^http:/, 'https:')}/notice.txt`, text }
}

const text = `How this clinic uses what you let it see (an example).

We use it to treat you, and for nothing else. We keep it as long as you allow, and pass it on to nobody.
You can take your consent back in your wallet at any time, in as many steps as you gave it.

本诊所如何使用您允许查看的内容（示例）。

仅用于为您诊疗，绝不他用。仅在您允许的期限内保存，不转交任何人。
您可随时在钱包中撤回同意，步骤与同意时一样简单。
`
