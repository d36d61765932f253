import { ChevronLeft } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Action, type ActionProps } from './action.tsx'
import { kitWords } from './kit-words.ts'
import { useWords } from './language.tsx'
import { goTo } from './route.ts'

export interface ScreenProps {
  readonly title: string
  readonly lead?: ReactNode
  /** Where Back leads. None on the screens of the sections. */
  readonly back?: string | (() => void)
  /** The one thing that this screen is for; it stays in reach of the thumb. */
  readonly primary?: ScreenAction
  /** Its opposite, beside it: smaller, and in reach as well. */
  readonly aside?: ScreenAction
  /** Other ways on, quieter, below. */
  readonly more?: ReactNode
  readonly children?: ReactNode
}

type ScreenAction = Omit<ActionProps, 'children' | 'look'> & { readonly label: string }

/** One thing at a time: a heading, what there is to know, and one main button. */
export function Screen({ title, lead, back, primary, aside, more, children }: ScreenProps) {
  const words = useWords(kitWords)
  const heading = useRef<HTMLHeadingElement>(null)
  // Whoever cannot see learns by the heading that the screen is another one.
  useEffect(() => {
    document.title = title
    heading.current?.focus({ preventScroll: true })
    scrollTo(0, 0)
  }, [title])
  return (
    <section className="screen">
      {back !== undefined && (
        <Action
          look="quiet"
          icon={ChevronLeft}
          onPress={() => (typeof back === 'string' ? goTo(back) : back())}
        >
          {words.back}
        </Action>
      )}
      <h1 ref={heading} tabIndex={-1} data-long={title.length > longTitle || undefined}>
        {title}
      </h1>
      {lead !== undefined && <div className="lead">{lead}</div>}
      {children}
      {(primary || more) && (
        <div className="screen-foot">
          {primary && (
            <div className={aside ? 'screen-acts screen-acts-two' : 'screen-acts'}>
              {aside && <ScreenButton key={`aside ${title}`} {...aside} look="plain" />}
              <ScreenButton key={title} {...primary} look="primary" />
            </div>
          )}
          {more}
        </div>
      )}
    </section>
  )
}

const longTitle = 60

// Whoever taps twice means the screen that they saw, and not the one that came in between.
const settlingMilliseconds = 350

function ScreenButton({
  label,
  isDisabled = false,
  ...rest
}: ScreenAction & { readonly look: 'primary' | 'plain' }) {
  const [isFresh, setFresh] = useState(true)
  useEffect(() => {
    const timer = setTimeout(() => setFresh(false), settlingMilliseconds)
    return () => clearTimeout(timer)
  }, [])
  return (
    <Action {...rest} isDisabled={isDisabled || isFresh} isSettling={isFresh && !isDisabled}>
      {label}
    </Action>
  )
}
