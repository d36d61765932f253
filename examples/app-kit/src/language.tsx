import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'

/** The two languages, named as the packages name them. */
export type Language = 'en' | 'zh-CN'

/** The same words in each language: what one has and the other lacks does not compile. */
export interface Words<T> {
  readonly en: T
  readonly 'zh-CN': NoInfer<T>
}

interface Chosen {
  readonly language: Language
  choose(language: Language): void
}

const LanguageContext = createContext<Chosen>({ language: 'en', choose: () => undefined })
const storageKey = 'fidecura.language'

/** Words are readonly data: declare them once a module, beside the screen that says them. */
export function defineWords<T extends object>(words: Words<T>): Words<T> {
  return words
}

/** Begins with what was chosen before, else with what the browser speaks. */
export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState(initialLanguage)
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  const chosen = useMemo(
    () => ({
      language,
      choose: (next: Language) => {
        remember(next)
        setLanguage(next)
      },
    }),
    [language],
  )
  return <LanguageContext value={chosen}>{children}</LanguageContext>
}

export function useLanguage(): Chosen {
  return useContext(LanguageContext)
}

export function useWords<T>(words: Words<T>): T {
  return words[useLanguage().language]
}

function initialLanguage(): Language {
  let kept: string | null = null
  try {
    kept = localStorage.getItem(storageKey)
  } catch {
    // Storage may be forbidden: then nothing is remembered, and nothing else fails.
  }
  if (kept === 'en' || kept === 'zh-CN') return kept
  return navigator.language.startsWith('zh') ? 'zh-CN' : 'en'
}

function remember(language: Language): void {
  try {
    localStorage.setItem(storageKey, language)
  } catch {
    // As above.
  }
}
