import { Action, defineWords, ErrorNotice, useWords } from '@fidecura/app-kit'
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
  const [problem, setProblem] = useState<unknown>()
  const [isBusy, setBusy] = useState(false)
  const load = async () => {
    setBusy(true)
    setProblem(undefined)
    try {
      // Of the same origin, or the policy of the page refuses it.
      const answer = await fetch(new URL(request.notice.url).pathname, { cache: 'no-store' })
      const bytes = new Uint8Array(await answer.arrayBuffer())
      await assertNoticeOf(request, bytes)
      setNotice(decodeUtf8(bytes))
    } catch (error) {
      setProblem(error)
    } finally {
      setBusy(false)
    }
  }
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
      {problem !== undefined && <ErrorNotice error={problem} />}
      <Action look="quiet" icon={FileText} isPending={isBusy} onPress={() => void load()}>
        {texts.show}
      </Action>
    </>
  )
}
