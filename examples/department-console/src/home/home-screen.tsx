import { ErrorNotice, Screen, useWords } from '@fidecura/app-kit'
import { nameText } from '@fidecura/base'
import { Ban, CirclePause, Gavel, Hash, Hourglass, QrCode, Stamp } from 'lucide-react'
import { useCallback } from 'react'
import { allPages } from '../all-pages.ts'
import { freshSeconds, mayRunStaff, useDesk, useFreshStaff } from '../desk-context.tsx'
import { expiringDays, shownStateOf } from '../staff/staff-states.ts'
import { useLoaded } from '../use-loaded.ts'
import { homeWords } from './home-words.ts'
import { type Task, Tasks, useOtherTasks } from './tasks.tsx'

/** What waits for whoever is here, the most urgent first. */
export function HomeScreen() {
  const words = useWords(homeWords)
  const { as, staff, reloadStaff } = useDesk()
  useFreshStaff()
  const waiting = useStaffTasks()
  const others = useOtherTasks()
  const hasRights = waiting !== undefined || others.length > 0
  const isReady = !mayRunStaff(as) || staff.state === 'ready'
  const lead = waiting?.length === 0 ? words.allDone : waiting ? words.lead : words.choose
  return (
    <Screen
      title={words.hello(nameText(as.name))}
      {...(isReady && { lead: hasRights ? lead : words.noRights })}
    >
      {staff.state === 'failed' && (
        <ErrorNotice error={staff.error} onRetry={() => void reloadStaff()} />
      )}
      <Tasks tasks={isReady ? (waiting ?? []) : []} />
      <Tasks tasks={others} />
    </Screen>
  )
}

/** How many orders wait, for whoever may sign them. */
function useWaitingOrders(): number {
  const { client, as } = useDesk()
  const { administers } = as
  const load = useCallback(
    async () => (administers ? await allPages((page) => client.orders(page)) : []),
    [client, administers],
  )
  const [orders] = useLoaded(load, freshSeconds)
  return (orders.value ?? []).filter(({ state }) => state === 'proposed').length
}

/** @returns Undefined for those who have nothing to do with the staff. */
function useStaffTasks(): readonly Task[] | undefined {
  const words = useWords(homeWords)
  const { client, as, staff, clock } = useDesk()
  const isAllowed = mayRunStaff(as)
  const load = useCallback(
    async () => (isAllowed ? await allPages((page) => client.revocations(page)) : []),
    [client, isAllowed],
  )
  const [revocations] = useLoaded(load, freshSeconds)
  const orders = useWaitingOrders()
  if (!isAllowed) return undefined
  const now = clock()
  const members = staff.value ?? []
  const states = members.map((member) => shownStateOf(member, now))
  const count = (state: string) => states.filter((one) => one === state).length
  const proposed = (revocations.value ?? []).filter(({ state }) => state === 'proposed').length
  const tasks: readonly (Task & { readonly count: number })[] = [
    {
      ...{ path: '/digits', icon: Hash, count: count('to_verify') },
      ...{ title: words.claimed(count('to_verify')), lead: words.claimedLead },
    },
    {
      ...{ path: '/approve', icon: Stamp, count: count('to_review') },
      ...{ title: words.toReview(count('to_review')), lead: words.toReviewLead },
    },
    {
      ...{ path: '/revocations', icon: Ban, count: proposed },
      ...{ title: words.revocations(proposed), lead: words.revocationsLead },
    },
    {
      ...{ path: '/orders', icon: Gavel, count: orders },
      ...{ title: words.orders(orders), lead: words.ordersLead },
    },
    {
      ...{ path: '/staff/imported', icon: QrCode, count: count('imported') },
      ...{ title: words.imported(count('imported')), lead: words.importedLead },
    },
    {
      ...{ path: '/staff/suspended', icon: CirclePause, count: count('suspended') },
      ...{ title: words.suspended(count('suspended')), lead: words.suspendedLead },
    },
    {
      ...{ path: '/staff/expiring', icon: Hourglass, count: count('expiring') },
      ...{ title: words.expiring(count('expiring')), lead: words.expiringLead(expiringDays) },
    },
  ]
  return tasks.filter((task) => task.count > 0)
}
