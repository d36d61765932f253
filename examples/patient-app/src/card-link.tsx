import { ChevronRight, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

export interface CardLinkProps {
  /** Where it leads. */
  readonly path: string
  readonly icon: LucideIcon
  readonly title: string
  /** It waits for whoever looks. */
  readonly isNew?: boolean
  /** What else stands below the title. */
  readonly children: ReactNode
}

/** A card that leads on, as lists have them. */
export function CardLink({ path, icon: Icon, title, isNew = false, children }: CardLinkProps) {
  return (
    <a className={isNew ? 'card card-link card-new' : 'card card-link'} href={`#${path}`}>
      <span className="card-icon">
        <Icon aria-hidden="true" size={28} />
      </span>
      <span className="card-text">
        <strong>{title}</strong>
        {children}
      </span>
      <ChevronRight aria-hidden="true" size={22} />
    </a>
  )
}
