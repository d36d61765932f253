import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from 'react-aria-components/Button'

/** What can be done, and how much it matters. A screen has one `primary`. */
export interface ActionProps {
  readonly children: ReactNode
  readonly onPress: () => void
  readonly look?: 'primary' | 'plain' | 'quiet' | 'danger'
  readonly icon?: LucideIcon
  readonly isDisabled?: boolean
  /** It is being done: the button stays in its place, and says so. */
  readonly isPending?: boolean
  readonly 'aria-label'?: string
}

export function Action({ children, look = 'plain', icon: Icon, ...rest }: ActionProps) {
  return (
    <Button {...rest} className={`action action-${look}`}>
      {({ isPending }) => (
        <>
          {isPending ? (
            <span className="spinner" aria-hidden="true" />
          ) : (
            Icon && <Icon aria-hidden="true" size={22} />
          )}
          <span>{children}</span>
        </>
      )}
    </Button>
  )
}
