import { Languages, LockKeyhole, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from 'react-aria-components/Button'
import { kitWords } from './kit-words.ts'
import { useLanguage, useWords } from './language.tsx'

/** One of the few places that a person goes to. */
export interface Section {
  readonly path: string
  readonly label: string
  readonly icon: LucideIcon
  readonly isCurrent: boolean
  /** Things that wait there. */
  readonly waiting?: number
}

export interface ShellProps {
  readonly name: string
  readonly sections?: readonly Section[]
  /** Who is acting, for whom: above everything else. */
  readonly banner?: ReactNode
  /** For desks: lists and tables side by side. */
  readonly isWide?: boolean
  readonly onLock?: (() => void) | undefined
  readonly children: ReactNode
}

/** The frame of an app: its name, the languages, where one is; sections below on phones, beside on desks. */
export function Shell({ name, sections = [], banner, isWide, onLock, children }: ShellProps) {
  const words = useWords(kitWords)
  return (
    <div className={`shell${isWide ? ' shell-wide' : ''}${sections.length > 0 ? ' has-nav' : ''}`}>
      <button type="button" className="skip" onClick={skipToMain}>
        {words.skip}
      </button>
      <header className="shell-head">
        <p className="shell-name">
          <Mark />
          <span>{name}</span>
        </p>
        <LanguageSwitch />
        {onLock && (
          <Button className="head-button" onPress={onLock} aria-label={words.lock}>
            <LockKeyhole aria-hidden="true" size={22} />
          </Button>
        )}
      </header>
      {banner}
      {sections.length > 0 && (
        <nav className="shell-nav" aria-label={words.sections}>
          {sections.map(({ path, label, icon: Icon, isCurrent, waiting = 0 }) => (
            <a key={path} href={`#${path}`} {...(isCurrent && { 'aria-current': 'page' })}>
              <Icon aria-hidden="true" size={24} />
              <span>{label}</span>
              {waiting > 0 && <b className="badge">{waiting}</b>}
            </a>
          ))}
        </nav>
      )}
      <main id="main" tabIndex={-1}>
        {children}
      </main>
    </div>
  )
}

function LanguageSwitch() {
  const { language, choose } = useLanguage()
  const words = useWords(kitWords)
  const other = language === 'en' ? 'zh-CN' : 'en'
  return (
    <Button className="head-button" onPress={() => choose(other)}>
      <Languages aria-hidden="true" size={22} />
      <span lang={other}>{words.otherLanguage}</span>
    </Button>
  )
}

/** A seal that travels: a circle that is open to one side. */
function Mark() {
  return (
    <svg className="mark" viewBox="0 0 32 32" aria-hidden="true">
      <path d="M27 12.5A12 12 0 1 0 28 16" />
      <path d="m11 16.5 4 4 9-10.5" />
    </svg>
  )
}

// No link: the fragment is the route, and #main would lead home.
function skipToMain(): void {
  document.getElementById('main')?.focus()
}
