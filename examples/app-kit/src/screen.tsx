import { ChevronLeft } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
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
  readonly primary?: Omit<ActionProps, 'children' | 'look'> & { readonly label: string }
  /** Other ways on, quieter. */
  readonly more?: ReactNode
  readonly children?: ReactNode
}

/** One thing at a time: a heading, what there is to know, and one main button. */
export function Screen({ title, lead, back, primary, more, children }: ScreenProps) {
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
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {lead !== undefined && <div className="lead">{lead}</div>}
      {children}
      {(primary || more) && (
        <div className="screen-foot">
          {primary && <PrimaryAction {...primary} />}
          {more}
        </div>
      )}
    </section>
  )
}

function PrimaryAction({ label, ...rest }: NonNullable<ScreenProps['primary']>) {
  return (
    <Action {...rest} look="primary">
      {label}
    </Action>
  )
}
