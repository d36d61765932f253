import { defineWords, useWords } from '@fidecura/app-kit'
import { Hourglass } from 'lucide-react'
import { useEffect, useState } from 'react'
import { CardLink } from '../../card-link.tsx'
import { useDates } from '../../dates.ts'
import { type Coming, listComing } from '../../model/openid/coming.ts'
import { usePatient } from '../../patient.tsx'
import { useDescribe } from './described.ts'

const words = defineWords({
  en: {
    waiting: (name: string) => `${name}: being prepared`,
    came: (name: string) => `${name}: read it, then keep it`,
    from: (host: string, day: string) => `${host}, since ${day}`,
    look: 'See whether it has come',
  },
  'zh-CN': {
    waiting: (name: string) => `${name}：正在准备`,
    came: (name: string) => `${name}：请核对后保存`,
    from: (host: string, day: string) => `${host}，${day}起`,
    look: '看看是否已准备好',
  },
})

/** What issuers prepare for this person, the newest first. */
export function useComing(): readonly Coming[] {
  const { keep } = usePatient()
  const [all, setAll] = useState<readonly Coming[]>([])
  useEffect(() => {
    listComing(keep).then(setAll, () => undefined)
  }, [keep])
  return all
}

/** From here it goes on, whenever the app is open again. */
export function ComingList({ all }: { readonly all: readonly Coming[] }) {
  const texts = useWords(words)
  const dates = useDates()
  const describe = useDescribe()
  if (all.length === 0) return null
  return (
    <ul className="cards">
      {all.map(({ id, since, host, types, receipt }) => {
        const name = types.map(describe.type).join(' · ')
        const isHere = receipt.state.kind === 'came'
        return (
          <li key={id}>
            <CardLink
              path={`/coming/${id}`}
              icon={Hourglass}
              title={isHere ? texts.came(name) : texts.waiting(name)}
              isNew={isHere}
            >
              {!isHere && <span>{texts.look}</span>}
              <span className="muted small">{texts.from(host, dates.day(since))}</span>
            </CardLink>
          </li>
        )
      })}
    </ul>
  )
}
