import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

export interface BannerProps {
  readonly tone: 'note' | 'care' | 'good' | 'bad'
  readonly icon: LucideIcon
  readonly children: ReactNode
}

/** A line that stays until its reason is gone. Never only a colour: an icon and words. */
export function Banner({ tone, icon: Icon, children }: BannerProps) {
  return (
    <div className={`banner banner-${tone}`} role="status">
      <Icon aria-hidden="true" size={24} />
      <div>{children}</div>
    </div>
  )
}
