import type { Keep } from '@fidecura/app-kit'
import type { Clock } from '@fidecura/base'
import type { Signer } from '@fidecura/identity'
import type {
  AppConfiguration,
  Configuration,
  FidecuraClient,
  StaffIdentity,
  Staffing,
  StaffMember,
} from '@fidecura/server/client'
import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from 'react'
import { allPages } from './all-pages.ts'
import { type Loaded, useLoaded } from './use-loaded.ts'

/** Who works here, with what. */
export interface DeskPerson {
  readonly client: FidecuraClient
  /** From beside the app's own files: whom it trusts. */
  readonly config: AppConfiguration
  readonly configuration: Configuration
  /** What lists of staff may say. */
  readonly staffing: Staffing
  readonly as: StaffIdentity
  /** Their own key, which signs what they do. */
  readonly signer: Signer
  /** Their role and licence, with the accreditations above them: compact tokens. */
  readonly credentials: readonly string[]
  readonly chain: readonly string[]
  /** What this browser keeps for the console. */
  readonly keep: Keep
  readonly clock: Clock
}

/** The above, with the staff of the department, which most screens show. */
export interface Desk extends DeskPerson {
  readonly staff: Loaded<readonly StaffMember[]>
  readonly reloadStaff: () => Promise<void>
  /** Whom the next screen is about, by id: not in the address, which browsers keep. */
  readonly chosen: readonly string[]
  readonly choose: (ids: readonly string[]) => void
}

const DeskContext = createContext<Desk | undefined>(undefined)

export interface DeskProviderProps {
  readonly person: DeskPerson
  readonly children: ReactNode
}

export function DeskProvider({ person, children }: DeskProviderProps) {
  const { client, as } = person
  const isAllowed = mayRunStaff(as)
  const load = useCallback(
    async () => (isAllowed ? await allPages((page) => client.staff(page)) : []),
    [client, isAllowed],
  )
  const [staff, reloadStaff] = useLoaded(load)
  const [chosen, choose] = useState<readonly string[]>([])
  return (
    <DeskContext value={{ ...person, staff, reloadStaff, chosen, choose }}>{children}</DeskContext>
  )
}

export function useDesk(): Desk {
  const desk = useContext(DeskContext)
  if (desk === undefined) throw new Error('Outside of a DeskProvider')
  return desk
}

/** How old a list may become that others work on, too. */
export const freshSeconds = 15

/** For screens that show what a colleague at another machine has done meanwhile. */
export function useFreshStaff(): void {
  const { reloadStaff } = useDesk()
  useEffect(() => {
    void reloadStaff()
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void reloadStaff()
    }, freshSeconds * 1000)
    return () => clearInterval(timer)
  }, [reloadStaff])
}

// What a role is for says which screens are of use to it; the service decides each time.
export function mayRunStaff({ purposes, isOurs }: StaffIdentity): boolean {
  return isOurs && purposes.includes('HSYSADMIN')
}

export function mayRunDesk({ purposes, isOurs }: StaffIdentity): boolean {
  return isOurs && purposes.includes('PATADMIN')
}

export function mayBreakGlass({ purposes, isOurs }: StaffIdentity): boolean {
  return isOurs && purposes.includes('BTG')
}

export function mayTreat({ purposes }: StaffIdentity): boolean {
  return purposes.includes('TREAT')
}
