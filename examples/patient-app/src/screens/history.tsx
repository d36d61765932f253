import { Action, defineWords, Screen, useWords } from '@fidecura/app-kit'
import {
  CircleCheck,
  CircleSlash,
  ClipboardCheck,
  CloudUpload,
  FileSignature,
  IdCard,
  LogIn,
  type LucideIcon,
  Siren,
  Undo2,
} from 'lucide-react'
import { useEffect, useState } from 'react'
import { useDates } from '../dates.ts'
import { type Actor, type HistoryEvent, historyOf, shownEvents } from '../model/history.ts'
import { listShown, type ShownEntry } from '../model/openid/shown-log.ts'
import { usePatient } from '../patient.tsx'

const words = defineWords({
  en: {
    title: 'History',
    empty: 'Nothing yet. What you sign and take back is listed here.',
    signed: (name: string) => `You gave ${name} a consent`,
    restricted: (name: string) => `You limited what ${name} may read`,
    signedBy: (who: string, name: string) => `${who} gave ${name} a consent`,
    restrictedBy: (who: string, name: string) => `${who} limited what ${name} may read`,
    withdrawnBy: (who: string, name: string) => `${who} took back the consent for ${name}`,
    forYou: (who: string) => `${who} (for you)`,
    others: { guardian: 'A guardian', court_order: 'A guardian', proxy: 'A proxy' },
    withdrawn: (name: string) => `You took back the consent for ${name}`,
    confirmed: 'You confirmed an entry',
    disputed: 'You disputed an entry',
    waiting: 'Signed, waits for the network',
    shown: (name: string) => `You showed something to ${name}`,
    signedIn: (name: string) => `You signed in at ${name}`,
    notices: {
      guardian: 'Somebody was named your guardian',
      guardian_ended: 'Somebody is your guardian no more',
      statement: 'Somebody signed in your place',
      withdrawal: 'A consent was taken back in your place',
      break_glass: 'Your record was opened in an emergency',
      recovery_opened: 'Somebody asked to replace your key',
      recovery_reminder: 'Your key is about to be replaced',
    },
    more: (count: number) => `Show ${count} more`,
  },
  'zh-CN': {
    title: '记录',
    empty: '还没有记录。您的签字和撤回会列在这里。',
    signed: (name: string) => `您授权了${name}`,
    restricted: (name: string) => `您限制了${name}`,
    signedBy: (who: string, name: string) => `${who}授权了${name}`,
    restrictedBy: (who: string, name: string) => `${who}限制了${name}`,
    withdrawnBy: (who: string, name: string) => `${who}撤回了给${name}的授权`,
    forYou: (who: string) => `${who}（代您）`,
    others: { guardian: '监护人', court_order: '监护人', proxy: '受托人' },
    withdrawn: (name: string) => `您撤回了给${name}的授权`,
    confirmed: '您确认了一条病历',
    disputed: '您对一条病历提出了异议',
    waiting: '已签字，等待网络',
    shown: (name: string) => `您向${name}出示了凭证`,
    signedIn: (name: string) => `您登录了${name}`,
    notices: {
      guardian: '医院为您登记了监护人',
      guardian_ended: '一位监护人的资格已终止',
      statement: '有人代您签字',
      withdrawal: '有人代您撤回了同意',
      break_glass: '您的病历被紧急调阅',
      recovery_opened: '有人申请更换您的密钥',
      recovery_reminder: '您的密钥即将更换',
    },
    more: (count: number) => `再显示 ${count} 项`,
  },
})

const pageSize = 30

/** What was signed and taken back, confirmed and disputed, the newest first. */
export default function History() {
  const texts = useWords(words)
  const dates = useDates()
  const { record, waiting, acting, open, keep } = usePatient()
  const [shown, setShown] = useState(pageSize)
  const [entries, setEntries] = useState<readonly ShownEntry[]>([])
  useEffect(() => {
    listShown(keep).then(setEntries, () => undefined)
  }, [keep])
  const isPatient = acting?.standing.as === 'patient'
  const ofRecord =
    record === undefined ? [] : historyOf(record, waiting, { did: open.signer.did, isPatient })
  // What the holder showed is theirs, and no part of the record of somebody whom they act for.
  const own = acting === undefined || isPatient ? shownEvents(entries) : []
  const events = [...ofRecord, ...own].toSorted((one, other) => other.at - one.at)
  const left = events.length - shown
  return (
    // Whoever is nobody's patient has no sections to go back by.
    <Screen title={texts.title} {...(acting === undefined ? { back: '/' } : {})}>
      {events.length === 0 && <p className="empty">{texts.empty}</p>}
      <ol className="timeline">
        {events.slice(0, shown).map((event) => {
          const { icon: Icon, text, path } = lineOf(event)
          const line = (
            <>
              <span className="card-icon">
                <Icon aria-hidden="true" size={24} />
              </span>
              <span className="card-text">
                <strong>{text}</strong>
                <time className="muted small" dateTime={new Date(event.at * 1000).toISOString()}>
                  {dates.moment(event.at)}
                </time>
              </span>
            </>
          )
          return (
            <li key={event.key}>
              {path === undefined ? (
                <div className="card card-link">{line}</div>
              ) : (
                <a className="card card-link" href={`#${path}`}>
                  {line}
                </a>
              )}
            </li>
          )
        })}
      </ol>
      {left > 0 && (
        <Action onPress={() => setShown(shown + pageSize)}>
          {texts.more(Math.min(left, pageSize))}
        </Action>
      )}
    </Screen>
  )

  /** Undefined: the one who looks. */
  function nameOf(by: Actor): string | undefined {
    if (by.kind === 'self') return undefined
    const { name = '', record: patient } = acting?.standing ?? {}
    if (by.kind === 'patient') return name || patient?.value
    const other = by.name ?? texts.others[by.as]
    return acting?.standing.as === 'patient' ? texts.forYou(other) : other
  }

  function lineOf(event: HistoryEvent): {
    readonly icon: LucideIcon
    readonly text: string
    readonly path?: string
  } {
    switch (event.kind) {
      case 'signed': {
        const isConsent = event.statement === 'consent'
        const who = nameOf(event.by)
        const text =
          who === undefined
            ? isConsent
              ? texts.signed(event.name)
              : texts.restricted(event.name)
            : isConsent
              ? texts.signedBy(who, event.name)
              : texts.restrictedBy(who, event.name)
        return { icon: isConsent ? FileSignature : CircleSlash, text, path: event.path }
      }
      case 'withdrawn': {
        const who = nameOf(event.by)
        const text =
          who === undefined ? texts.withdrawn(event.name) : texts.withdrawnBy(who, event.name)
        return { icon: Undo2, text, path: event.path }
      }
      case 'answered':
        return event.verdict === 'confirmed'
          ? { icon: CircleCheck, text: texts.confirmed, path: event.path }
          : { icon: ClipboardCheck, text: texts.disputed, path: event.path }
      case 'waiting':
        return { icon: CloudUpload, text: texts.waiting }
      case 'shown': {
        const text = event.isSignIn ? texts.signedIn(event.name) : texts.shown(event.name)
        return { icon: event.isSignIn ? LogIn : IdCard, text, path: event.path }
      }
      case 'notice':
        return { icon: Siren, text: texts.notices[event.notice] }
      default:
        return event satisfies never
    }
  }
}
