import { Action, defineWords, ErrorNotice, useAct, useWords } from '@fidecura/app-kit'
import { decodeUtf8 } from '@fidecura/base'
import { assertNoticeOf, type VerifiedConsentRequest } from '@fidecura/consent/request'
import { FileText } from 'lucide-react'
import { useState } from 'react'

const words = defineWords({
  en: { show: 'What is done with my data?', title: 'Notice of the hospital' },
  'zh-CN': { show: '我的数据会怎么用？', title: '医院的告知书' },
})

/** The notice that the request names: shown only if it is that one, word for word. */
export function NoticeView({ request }: { readonly request: VerifiedConsentRequest }) {
  const texts = useWords(words)
  const [notice, setNotice] = useState<string>()
  const { isRunning, error, run } = useAct()
  const load = () =>
    run(async () => {
      // Of the same origin, or the policy of the page refuses it.
      const answer = await fetch(new URL(request.notice.url).pathname, { cache: 'no-store' })
      const bytes = new Uint8Array(await answer.arrayBuffer())
      await assertNoticeOf(request, bytes)
      setNotice(decodeUtf8(bytes))
    })
  if (notice !== undefined) {
    return (
      <section className="card">
        <h2>{texts.title}</h2>
        <p className="signed-text">{notice}</p>
      </section>
    )
  }
  return (
    <>
      {error !== undefined && <ErrorNotice error={error} />}
      <Action look="quiet" icon={FileText} isPending={isRunning} onPress={() => void load()}>
        {texts.show}
      </Action>
    </>
  )
}
