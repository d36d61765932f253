import { useWords } from '@fidecura/app-kit'
import {
  ChevronRight,
  FilePen,
  FileSearch,
  FileSpreadsheet,
  HandHelping,
  Handshake,
  Hash,
  type LucideIcon,
  Siren,
  Smartphone,
  UserPlus,
} from 'lucide-react'
import { mayBreakGlass, mayRunDesk, mayRunStaff, mayTreat, useDesk } from '../desk-context.tsx'
import { homeWords } from './home-words.ts'

/** Something to be done, and where. */
export interface Task {
  readonly path: string
  readonly icon: LucideIcon
  readonly title: string
  readonly lead: string
}

export function Tasks({ tasks }: { readonly tasks: readonly Task[] }) {
  return (
    <ul className="tasks">
      {tasks.map(({ path, icon: Icon, title, lead }) => (
        <li key={path}>
          <a className="task" href={`#${path}`}>
            <Icon aria-hidden="true" size={30} />
            <span className="task-text">
              <b>{title}</b>
              <span className="muted">{lead}</span>
            </span>
            <ChevronRight aria-hidden="true" size={22} />
          </a>
        </li>
      ))}
    </ul>
  )
}

/** What can always be done for a patient, by whoever's role it is. */
export function usePatientTasks(): readonly Task[] {
  const words = useWords(homeWords)
  const { as, configuration } = useDesk()
  const canBreakGlass = configuration.emergency !== undefined && mayBreakGlass(as)
  return [
    ...(mayRunDesk(as)
      ? [
          { path: '/enrol', icon: UserPlus, title: words.enrol, lead: words.enrolLead },
          { path: '/compare', icon: Hash, title: words.compare, lead: words.compareLead },
          { path: '/lost', icon: Smartphone, title: words.lost, lead: words.lostLead },
          {
            ...{ path: '/guardians', icon: HandHelping },
            ...{ title: words.guardians, lead: words.guardiansLead },
          },
        ]
      : []),
    ...(mayTreat(as)
      ? [
          { path: '/ask', icon: Handshake, title: words.ask, lead: words.askLead },
          { path: '/read', icon: FileSearch, title: words.read, lead: words.readLead },
          { path: '/write', icon: FilePen, title: words.write, lead: words.writeLead },
        ]
      : []),
    ...(canBreakGlass
      ? [
          {
            ...{ path: '/emergency', icon: Siren },
            ...{ title: words.emergency, lead: words.emergencyLead },
          },
        ]
      : []),
  ]
}

export function useOtherTasks(): readonly Task[] {
  const words = useWords(homeWords)
  const { as } = useDesk()
  const forPatients = usePatientTasks()
  const start = { path: '/import', icon: FileSpreadsheet }
  return mayRunStaff(as)
    ? [{ ...start, title: words.start, lead: words.startLead }, ...forPatients]
    : forPatients
}
