import { defineWords, useWords } from '@fidecura/app-kit'

const words = defineWords({
  en: {
    term: 'Evidence id',
    hint: 'Deposited in the log of the hospital, where nobody alters it.',
  },
  'zh-CN': { term: '存证编号', hint: '已在本院日志存证，任何人都不能更改。' },
})

/** Under which number an act was deposited, for whoever asks about it later. */
export function EvidenceId({ id }: { readonly id: string | undefined }) {
  const texts = useWords(words)
  if (id === undefined) return null
  return (
    <p className="muted small evidence-id">
      {texts.term} <code>{id}</code>
      <br />
      {texts.hint}
    </p>
  )
}
