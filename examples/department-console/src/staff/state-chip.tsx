import { useWords } from '@fidecura/app-kit'
import {
  BadgeCheck,
  Ban,
  CircleDashed,
  CirclePause,
  CircleX,
  Hourglass,
  type LucideIcon,
  QrCode,
  Stamp,
} from 'lucide-react'
import type { ShownState } from './staff-states.ts'
import { staffWords } from './staff-words.ts'

const icons: Readonly<Record<ShownState, LucideIcon>> = {
  imported: CircleDashed,
  to_verify: QrCode,
  to_review: Stamp,
  issued: BadgeCheck,
  expiring: Hourglass,
  suspended: CirclePause,
  revoked: Ban,
  rejected: CircleX,
}

/** How somebody stands: by a picture and a word, never by colour alone. */
export function StateChip({ state }: { readonly state: ShownState }) {
  const { states } = useWords(staffWords)
  const Icon = icons[state]
  return (
    <span className={`chip chip-${state}`}>
      <Icon aria-hidden="true" size={18} />
      {states[state]}
    </span>
  )
}
