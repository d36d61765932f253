import {
  createOutbox,
  describeError,
  type Keep,
  type OpenKey,
  type Outbox,
  type OutboxItem,
  type Trust,
  useOnline,
} from '@fidecura/app-kit'
import { systemClock } from '@fidecura/base'
import type { AppConfiguration, Configuration } from '@fidecura/server/client'
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { type Acting, answeredRequests } from './model/acts.ts'
import { deliverTo } from './model/deliver.ts'
import { createHospital, type Hospital } from './model/hospital.ts'
import { createNews } from './model/news.ts'
import { recordAnswers } from './model/record-answers.ts'
import { judgeAnswers, type RecordState } from './model/record-state.ts'
import {
  type CheckedCredential,
  checkCredentials,
  heldCredentials,
  nameOfStanding,
  type Standing,
  shownAtSignIn,
  standingsOf,
} from './model/wallet.ts'

/** Everything that a screen shows, and what it may do. */
export interface Patient {
  readonly config: AppConfiguration
  readonly open: OpenKey
  readonly keep: Keep
  readonly hospital: Hospital
  readonly outbox: Outbox
  /** Signed, and not with the hospital yet. */
  readonly waiting: readonly OutboxItem[]
  readonly trust: Trust | undefined
  readonly configuration: Configuration | undefined
  readonly credentials: readonly CheckedCredential[]
  /** As whom the holder may act; the first is themselves. */
  readonly standings: readonly Standing[]
  readonly acting: Acting | undefined
  /** The name of whom the holder acted for until just now, when the mandate or guardianship behind it ended. */
  readonly ended: string | undefined
  readonly record: RecordState | undefined
  /** Why what is shown may be old, or nothing is there. */
  readonly problem: unknown
  /** Nobody answers, whatever the browser believes of its network. */
  readonly isOffline: boolean
  readonly isLoading: boolean
  actAs(standing: Standing): void
  refresh(): Promise<void>
}

const PatientContext = createContext<Patient | undefined>(undefined)

export function usePatient(): Patient {
  const patient = useContext(PatientContext)
  if (patient === undefined) throw new Error('Outside of PatientProvider')
  return patient
}

export interface PatientProviderProps {
  readonly config: AppConfiguration
  readonly keep: Keep
  readonly open: OpenKey
  readonly children: ReactNode
}

interface Known {
  readonly trust?: Trust
  readonly configuration?: Configuration
  readonly credentials: readonly CheckedCredential[]
  readonly record?: RecordState | undefined
}

export function PatientProvider({ config, keep, open, children }: PatientProviderProps) {
  const [known, setKnown] = useState<Known>({ credentials: [] })
  const [waiting, setWaiting] = useState<readonly OutboxItem[]>([])
  const [problem, setProblem] = useState<unknown>()
  const [isLoading, setLoading] = useState(true)
  const [chosen, setChosen] = useState<{ readonly key: string; readonly name: string }>()
  const actedFor = chosen?.key
  const { signer } = open
  const hospital = useMemo(() => createHospital({ config, keep, signer }), [config, keep, signer])
  const listWaiting = useRef<() => void>(() => undefined)
  const outbox = useMemo(
    () =>
      createOutbox({
        keep,
        clock: systemClock,
        onChange: () => listWaiting.current(),
        deliver: (item) => hospital.call(() => deliverTo(hospital, keep, item)),
      }),
    [keep, hospital],
  )
  listWaiting.current = () => {
    outbox.waiting().then(setWaiting, () => undefined)
  }

  const standings = useMemo(
    () => standingsOf(known.credentials, signer.did),
    [known.credentials, signer],
  )
  const standing = standings.find((one) => nameOfStanding(one) === actedFor) ?? standings[0]

  const news = useMemo(() => createNews(hospital), [hospital])
  const lookedAt = useRef(0)
  const latest = useRef(0)
  const load = useCallback(async () => {
    lookedAt.current = systemClock()
    // One that was asked for earlier may come later, and is then out of date.
    const turn = ++latest.current
    const isLatest = () => turn === latest.current
    setLoading(true)
    try {
      const [trust, configuration, held] = await Promise.all([
        hospital.trust(),
        hospital.configuration(),
        heldCredentials(keep),
      ])
      const credentials = await checkCredentials(held, trust.verifier)
      hospital.show(shownAtSignIn(credentials, signer.did))
      const all = standingsOf(credentials, signer.did)
      const current = all.find((one) => nameOfStanding(one) === actedFor) ?? all[0]
      setKnown((before) => ({ ...before, trust, configuration, credentials }))
      if (current === undefined) {
        setKnown({ trust, configuration, credentials })
        setProblem(undefined)
        return
      }
      await outbox.flush()
      const { answers, failure } = await recordAnswers(hospital, keep, current)
      const { verifier } = trust
      const { register } = config
      const judging = { verifier, register, configuration, standing: current }
      const judged = answers && (await judgeAnswers(answers, { ...judging, did: signer.did }))
      const answered = await answeredRequests(keep)
      const record = judged && {
        ...judged,
        requests: judged.requests.filter(({ request }) => !answered.has(request?.id ?? '')),
      }
      if (!isLatest()) return
      setKnown({ trust, configuration, credentials, record })
      setProblem(failure)
    } catch (error) {
      if (isLatest()) setProblem(error)
    } finally {
      listWaiting.current()
      if (isLatest()) setLoading(false)
    }
  }, [config, hospital, keep, outbox, signer, actedFor])

  // To verify a long list anew costs a phone a second of work: that is done when something has come, and now and
  // then all the same, for a credential may have been stopped meanwhile.
  const shownAs = useRef(standing)
  shownAs.current = problem === undefined && known.record !== undefined ? standing : undefined
  const look = useCallback(async () => {
    const isDue = systemClock() - lookedAt.current >= verifySeconds
    if (shownAs.current === undefined || isDue) return await load()
    let isNew = true
    try {
      isNew = await news.look(shownAs.current)
    } catch {
      // Whoever does not answer is asked again by what can say so.
    }
    if (isNew) await load()
    // What has ended meanwhile is shown as that.
    else setKnown((before) => ({ ...before }))
  }, [news, load])

  // What the desk or a doctor does meanwhile appears by itself, on the screens that list it: not while somebody
  // reads what they are about to sign.
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible' && isList(location.hash)) void look()
    }, freshSeconds * 1000)
    const opened = () => {
      if (isList(location.hash)) void look()
    }
    addEventListener('hashchange', opened)
    return () => {
      clearInterval(timer)
      removeEventListener('hashchange', opened)
    }
  }, [look])

  const isOnline = useOnline()
  const isOffline = !isOnline || describeError(problem).kind === 'offline'
  // A phone that is slow by seconds holds what was issued now for not yet valid: it looks again, too.
  const isEarly = known.credentials.some(
    (held) => describeError(held.problem).code === 'credential_not_yet_valid',
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: each look is followed by another one.
  useEffect(() => {
    if (!isEarly) return
    const timer = setTimeout(() => void load(), earlySeconds * 1000)
    return () => clearTimeout(timer)
  }, [isEarly, known.credentials, load])

  // A network that is there and leads nowhere tells nobody when it leads somewhere again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each failure is a new problem, and waits anew.
  useEffect(() => {
    if (!isOffline) return
    const timer = setTimeout(() => void load(), retrySeconds * 1000)
    return () => clearTimeout(timer)
  }, [isOffline, problem, load])

  useEffect(() => {
    void load()
    const again = () => void load()
    const whenShown = () => {
      if (document.visibilityState === 'visible') again()
    }
    addEventListener('online', again)
    document.addEventListener('visibilitychange', whenShown)
    return () => {
      removeEventListener('online', again)
      document.removeEventListener('visibilitychange', whenShown)
    }
  }, [load])

  const patient: Patient = {
    ...{ config, open, keep, hospital, outbox, waiting, standings, problem, isOffline, isLoading },
    trust: known.trust,
    configuration: known.configuration,
    credentials: known.credentials,
    record: known.record,
    ended: endedName(),
    acting: standing && { signer, unlockedBy: open.unlockedBy, standing, keep, outbox },
    actAs: (one) => {
      setKnown(({ record: _, ...others }) => others)
      setChosen({ key: nameOfStanding(one), name: one.name ?? one.record.value })
    },
    refresh: load,
  }
  return <PatientContext value={patient}>{children}</PatientContext>

  /** Whoever was chosen is not among them any more: nobody is to go on as somebody else unawares. */
  function endedName(): string | undefined {
    const isThere = standings.some((one) => nameOfStanding(one) === actedFor)
    return isThere ? undefined : chosen?.name
  }
}

const retrySeconds = 10
const earlySeconds = 3
const freshSeconds = 20
const verifySeconds = 300

function isList(fragment: string): boolean {
  return /^#?\/?(history|accesses)?$/.test(fragment)
}
