import { useState } from 'react'
import { kitWords } from './kit-words.ts'
import { useWords } from './language.tsx'
import { Screen } from './screen.tsx'

const foreignWindows =
  /MicroMessenger|QQ\/|AlipayClient|DingTalk|Weibo|BytedanceWebview|aweme|FBAN|FBAV|Instagram|Line\/|; wv\)/i

/**
 * Whether the page is shown inside another app: such windows lose what they store, and know no
 * passkeys.
 */
export function isEmbedded(userAgent: string): boolean {
  return foreignWindows.test(userAgent)
}

export function EmbeddedNotice() {
  const words = useWords(kitWords)
  const [isCopied, setCopied] = useState(false)
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(location.href)
      setCopied(true)
    } catch {
      // Some of these windows forbid it: the link stands below, to be marked by hand.
    }
  }
  return (
    <Screen
      title={words.openInBrowser}
      lead={words.openInBrowserLead}
      primary={{ label: isCopied ? words.copied : words.copyLink, onPress: () => void copy() }}
    >
      <p>{words.openInBrowserSteps}</p>
      <p className="breakable selectable">{location.href}</p>
    </Screen>
  )
}
