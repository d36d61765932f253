import { Action, ErrorNotice, goTo, Screen, useLanguage, useWords } from '@fidecura/app-kit'
import type { StaffMember } from '@fidecura/server/client'
import { FileSpreadsheet, Hash, QrCode, Stamp } from 'lucide-react'
import { useEffect, useState } from 'react'
import { flushSync } from 'react-dom'
import { useDesk, useFreshStaff } from '../desk-context.tsx'
import { Check, Field } from '../parts/fields.tsx'
import { FilterBar } from '../parts/filter-bar.tsx'
import {
  expiringDays,
  isShownAs,
  type ShownState,
  shownStateOf,
  shownStates,
} from './staff-states.ts'
import { StaffTable } from './staff-table.tsx'
import { staffWords } from './staff-words.ts'

type Filter = ShownState | 'all'
const pageSize = 100

/** Everybody of the department, and what can be done next with those who are selected. */
export function StaffList({ filter = 'all' }: { readonly filter?: string }) {
  const words = useWords(staffWords)
  const { language } = useLanguage()
  const { staff, reloadStaff, clock, choose } = useDesk()
  useFreshStaff()
  const [search, setSearch] = useState('')
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set())
  const [limit, setLimit] = useState(pageSize)

  useEffect(() => {
    // Paper has no button for more.
    const showAll = () => flushSync(() => setLimit(Number.POSITIVE_INFINITY))
    addEventListener('beforeprint', showAll)
    return () => removeEventListener('beforeprint', showAll)
  }, [])

  const now = clock()
  const members = (staff.value ?? []).map((member) => ({
    member,
    shown: shownStateOf(member, now),
  }))
  const chosen: Filter = shownStates.find((state) => state === filter) ?? 'all'
  const found = members.filter(
    ({ member, shown }) => isShownAs(chosen, shown) && isLike(member, search),
  )
  const selected = found.filter(({ member }) => picked.has(member.id)).map(({ member }) => member)
  const pick = (ids: readonly string[], isPicked: boolean) => {
    const next = new Set(picked)
    for (const id of ids) isPicked ? next.add(id) : next.delete(id)
    setPicked(next)
  }
  const ids = found.map(({ member }) => member.id)
  const toOffer = selected.filter(({ state }) => state === 'imported')
  const lead = (path: string, to: readonly StaffMember[]) => {
    choose(to.map(({ id }) => id))
    goTo(path)
  }
  const toApprove = selected.filter(({ state }) => state === 'to_review')

  return (
    <Screen title={words.title}>
      <div className="toolbar">
        <Action icon={FileSpreadsheet} onPress={() => goTo('/import')}>
          {words.import}
        </Action>
        {members.some(({ shown }) => shown === 'to_verify') && (
          <Action icon={Hash} onPress={() => goTo('/digits')}>
            {words.compare}
          </Action>
        )}
        <a className="more-link" href="#/revocations">
          {words.revocations}
        </a>
      </div>
      {staff.state === 'failed' && (
        <ErrorNotice error={staff.error} onRetry={() => void reloadStaff()} />
      )}
      {staff.state === 'loading' && members.length === 0 && (
        <p className="empty" role="status">
          {words.loading}
        </p>
      )}
      {staff.state === 'ready' && members.length === 0 && (
        <div className="empty">
          <h2>{words.emptyTitle}</h2>
          <p>{words.emptyLead}</p>
        </div>
      )}
      {members.length > 0 && (
        <>
          <Field type="search" label={words.search} value={search} onChange={setSearch} />
          <FilterBar<Filter>
            label={words.show}
            chosen={chosen}
            onChoose={(id) => {
              setLimit(pageSize)
              goTo(id === 'all' ? '/staff' : `/staff/${id}`)
            }}
            choices={(['all', ...shownStates] as const)
              .map((id) => ({
                id,
                label: id === 'all' ? words.all : words.states[id],
                count: members.filter(({ shown }) => isShownAs(id, shown)).length,
              }))
              .filter(({ id, count }) => id === 'all' || id === chosen || count > 0)}
          />
          <div className="table-head">
            {found.length > 0 && (
              <Check
                label={words.pickAll(found.length)}
                isChecked={selected.length === found.length}
                onChange={(isPicked) => pick(ids, isPicked)}
              />
            )}
            <p className="muted small" role="status">
              {selected.length > 0 ? words.picked(selected.length) : words.count(found.length)}
              {chosen === 'expiring' && ` · ${words.showExpiring(expiringDays)}`}
            </p>
          </div>
          {found.length === 0 ? (
            <p className="empty">{words.nothingFound}</p>
          ) : (
            <StaffTable
              key={language}
              lines={found.slice(0, limit)}
              picked={picked}
              onPick={(id, isPicked) => pick([id], isPicked)}
            />
          )}
          {found.length > limit && (
            <Action onPress={() => setLimit(limit + pageSize)}>
              {words.more(Math.min(pageSize, found.length - limit))}
            </Action>
          )}
          {toOffer.length + toApprove.length > 0 && (
            <div className="screen-acts">
              {toApprove.length > 0 && (
                <Action look="primary" icon={Stamp} onPress={() => lead('/approve', toApprove)}>
                  {words.approve(toApprove.length)}
                </Action>
              )}
              {toOffer.length > 0 && (
                <Action
                  look={toApprove.length > 0 ? 'plain' : 'primary'}
                  icon={QrCode}
                  onPress={() => lead('/codes', toOffer)}
                >
                  {words.giveCodes(toOffer.length)}
                </Action>
              )}
            </div>
          )}
        </>
      )}
    </Screen>
  )
}

function isLike({ name, registration }: StaffMember, search: string): boolean {
  const wanted = plain(search)
  return wanted === '' || plain(name).includes(wanted) || plain(registration.value).includes(wanted)
}

function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/gu, '')
}
