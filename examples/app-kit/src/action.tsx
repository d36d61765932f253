import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from 'react-aria-components/Button'
import { kitWords } from './kit-words.ts'
import { useWords } from './language.tsx'

/** What can be done, and how much it matters. A screen has one `primary`. */
export interface ActionProps {
  readonly children: ReactNode
  readonly onPress: () => void
  readonly look?: 'primary' | 'plain' | 'quiet' | 'danger'
  readonly icon?: LucideIcon
  readonly isDisabled?: boolean
  /** It is being done: the button stays in its place, and says so. */
  readonly isPending?: boolean
  /** Disabled for a moment only: it looks as it will. */
  readonly isSettling?: boolean
  readonly 'aria-label'?: string
}

export function Action(props: ActionProps) {
  const { children, look = 'plain', icon: Icon, isSettling, isPending, onPress, ...rest } = props
  const words = useWords(kitWords)
  return (
    <Button
      {...rest}
      // It keeps the focus while it works; pressing it again does nothing.
      onPress={() => {
        if (!isPending) onPress()
      }}
      className={`action action-${look}${isSettling ? ' action-settling' : ''}`}
    >
      {isPending ? (
        <span className="spinner" aria-hidden="true" />
      ) : (
        Icon && <Icon aria-hidden="true" size={22} />
      )}
      <span>{children}</span>
      {isPending && (
        <span className="only-spoken" role="status">
          {words.pending}
        </span>
      )}
    </Button>
  )
}
