import {
  type OpenKey,
  replaceRoute,
  type Section,
  useIdleLock,
  useRoute,
  useWords,
} from '@fidecura/app-kit'
import { nameText } from '@fidecura/base'
import { Gavel, House, Network, Users, UsersRound } from 'lucide-react'
import { lazy, Suspense, useCallback, useEffect } from 'react'
import {
  type DeskPerson,
  DeskProvider,
  mayRunDesk,
  mayRunStaff,
  mayTreat,
  useDesk,
} from './desk-context.tsx'
import { enterWords } from './enter/enter-words.ts'
import { useFrame } from './frame.tsx'
import { HomeScreen } from './home/home-screen.tsx'
import { StaffList } from './staff/staff-list.tsx'

// What is not on the first screens comes when it is needed.
const ImportScreen = lazy(async () => ({
  default: (await import('./import/import-screen.tsx')).ImportScreen,
}))
const CodesScreen = lazy(async () => ({
  default: (await import('./offers/codes-screen.tsx')).CodesScreen,
}))
const DigitsScreen = lazy(async () => ({
  default: (await import('./offers/digits-screen.tsx')).DigitsScreen,
}))
const ApproveScreen = lazy(async () => ({
  default: (await import('./staff/approve-screen.tsx')).ApproveScreen,
}))
const PersonScreen = lazy(async () => ({
  default: (await import('./staff/person-screen.tsx')).PersonScreen,
}))
const RevocationsScreen = lazy(async () => ({
  default: (await import('./revocations/revocations-screen.tsx')).RevocationsScreen,
}))
const ImpactScreen = lazy(async () => ({
  default: (await import('./revocations/impact-screen.tsx')).ImpactScreen,
}))
const PatientsScreen = lazy(async () => ({
  default: (await import('./patients/patients-screen.tsx')).PatientsScreen,
}))
const EnrolScreen = lazy(async () => ({
  default: (await import('./patients/enrol-screen.tsx')).EnrolScreen,
}))
const AskScreen = lazy(async () => ({
  default: (await import('./patients/ask-screen.tsx')).AskScreen,
}))
const ReadScreen = lazy(async () => ({
  default: (await import('./patients/read-screen.tsx')).ReadScreen,
}))
const WriteScreen = lazy(async () => ({
  default: (await import('./patients/write-screen.tsx')).WriteScreen,
}))
const LostScreen = lazy(async () => ({
  default: (await import('./recovery/lost-screen.tsx')).LostScreen,
}))
const EmergencyScreen = lazy(async () => ({
  default: (await import('./emergency/emergency-screen.tsx')).EmergencyScreen,
}))
const GuardiansScreen = lazy(async () => ({
  default: (await import('./guardians/guardians-screen.tsx')).GuardiansScreen,
}))
const NameGuardianScreen = lazy(async () => ({
  default: (await import('./guardians/name-guardian-screen.tsx')).NameGuardianScreen,
}))
const OrdersScreen = lazy(async () => ({
  default: (await import('./orders/orders-screen.tsx')).OrdersScreen,
}))
const GiveScreen = lazy(async () => ({
  default: (await import('./orders/give-screen.tsx')).GiveScreen,
}))
const AuthorityScreen = lazy(async () => ({
  default: (await import('./authority/authority-screen.tsx')).AuthorityScreen,
}))

export interface ConsoleProps {
  readonly person: DeskPerson
  readonly open: Pick<OpenKey, 'lock'>
}

/** The console of somebody who has signed in. */
export function Console({ person, open }: ConsoleProps) {
  // Whoever comes next begins at the beginning, and not where somebody else was.
  const leave = useCallback(() => {
    replaceRoute('/')
    open.lock()
  }, [open])
  useIdleLock(leave)
  return (
    <DeskProvider person={person}>
      <Frame onLock={leave} />
    </DeskProvider>
  )
}

function Frame({ onLock }: { readonly onLock: () => void }) {
  const { sections, opening } = useWords(enterWords)
  const { as } = useDesk()
  const route = useRoute()
  const path = route.kind === 'path' ? route.path : []
  const here = sectionOf(path[0])
  const all: readonly (Omit<Section, 'isCurrent'> & { readonly isFor: boolean })[] = [
    { path: '/', label: sections.home, icon: House, isFor: true },
    { path: '/staff', label: sections.staff, icon: Users, isFor: mayRunStaff(as) },
    {
      ...{ path: '/patients', label: sections.patients, icon: UsersRound },
      isFor: mayRunDesk(as) || mayTreat(as),
    },
    { path: '/authority', label: sections.authority, icon: Network, isFor: true },
    { path: '/orders', label: sections.orders, icon: Gavel, isFor: as.administers },
  ]
  const { setFrame } = useFrame()
  // Who acts stands above everything: several people share the machine.
  const name = `${nameText(as.name)} · ${nameText(as.department.name)}`
  const shown = all
    .filter(({ isFor }) => isFor)
    .map(({ isFor: _, ...section }) => ({ ...section, isCurrent: section.path === here }))
  // Sections are the same as long as their words and the place are.
  const key = JSON.stringify(shown.map(({ label, isCurrent }) => [label, isCurrent]))
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above.
  useEffect(() => {
    setFrame({ name, sections: shown, onLock, isWide: true })
  }, [name, key, onLock, setFrame])
  useEffect(() => () => setFrame({}), [setFrame])
  return (
    <Suspense fallback={<p className="quiet-wait">{opening}</p>}>
      <Place path={path} />
    </Suspense>
  )
}

function Place({ path }: { readonly path: readonly string[] }) {
  const [first, second = ''] = path
  switch (first) {
    case 'staff':
      return <StaffList filter={second} />
    case 'person':
      return <PersonScreen key={second} id={second} />
    case 'import':
      return <ImportScreen />
    case 'codes':
      return <CodesScreen />
    case 'digits':
      return <DigitsScreen kind="staff" back="/staff" />
    case 'approve':
      return <ApproveScreen />
    case 'revocations':
      return <RevocationsScreen />
    case 'impact':
      return <ImpactScreen id={second} />
    case 'authority':
      return <AuthorityScreen />
    case 'orders':
      return <OrdersScreen />
    case 'order':
      return <GiveScreen />
    case 'patients':
      return <PatientsScreen />
    case 'enrol':
      return <EnrolScreen />
    case 'compare':
      return <DigitsScreen kind="patient" back="/patients" />
    case 'ask':
      return <AskScreen />
    case 'read':
      return <ReadScreen />
    case 'write':
      return <WriteScreen />
    case 'emergency':
      return <EmergencyScreen />
    case 'guardians':
      return <GuardiansScreen />
    case 'guardian':
      return <NameGuardianScreen />
    case 'lost':
      return <LostScreen />
    default:
      return <HomeScreen />
  }
}

function sectionOf(first: string | undefined): string {
  switch (first) {
    case 'staff':
    case 'person':
    case 'import':
    case 'codes':
    case 'digits':
    case 'approve':
    case 'revocations':
    case 'impact':
      return '/staff'
    case 'authority':
      return '/authority'
    case 'orders':
    case 'order':
      return '/orders'
    case undefined:
      return '/'
    default:
      return '/patients'
  }
}
