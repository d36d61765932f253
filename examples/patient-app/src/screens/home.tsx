import {
  Action,
  Banner,
  defineWords,
  ErrorNotice,
  goTo,
  Screen,
  useLanguage,
  useWords,
} from '@fidecura/app-kit'
import type { Terms } from '@fidecura/consent'
import { gistOfTerms } from '@fidecura/consent/explain'
import { ClipboardCheck, CloudUpload, FileSignature, ScanLine, ShieldCheck } from 'lucide-react'
import { CardLink } from '../card-link.tsx'
import { useDates } from '../dates.ts'
import { consentsInForce } from '../model/standing-consents.ts'
import { usePatient } from '../patient.tsx'
import { ActedForYou } from './acted-for-you.tsx'
import { NotEnrolled } from './not-enrolled.tsx'
import { OpenedInEmergency } from './opened-in-emergency.tsx'
import { ComingList, useComing } from './openid/coming-list.tsx'
import { RecoveryAlarm } from './recovery-alarm.tsx'

const words = defineWords({
  en: {
    title: 'What is new',
    titleNamed: (name: string) => `Hello, ${name}`,
    titleFor: (name: string) => `For ${name}`,
    asOf: (at: string) => `As of ${at}`,
    nothing: 'Nothing is waiting for you.',
    nothingYet: 'What a doctor asks, or writes in your record, appears here by itself.',
    asks: 'asks for your consent',
    entry: 'A doctor wrote in your record: please check it',
    inForce: 'In force now',
    until: (day: string) => `until ${day}`,
    answerBy: (day: string) => `Answer until ${day}`,
    waiting: (count: number) =>
      count === 1
        ? 'One thing you signed waits for the network.'
        : `${count} things you signed wait for the network.`,
    refused: 'Something you signed was not accepted.',
    understood: 'I have read this',
    suspicious: 'A request could not be verified. Do not answer it.',
    loading: 'Looking for news',
    showMore: (count: number) => `Show ${count} more`,
    scan: 'Scan a code',
  },
  'zh-CN': {
    title: '新消息',
    titleNamed: (name: string) => `${name}，您好`,
    titleFor: (name: string) => `代${name}办理`,
    asOf: (at: string) => `截至${at}`,
    nothing: '没有需要您处理的事。',
    nothingYet: '医生的请求和新写的病历会自动出现在这里。',
    asks: '请求您授权',
    entry: '医生在您的病历里写了新内容，请核对',
    inForce: '现在有效的授权',
    until: (day: string) => `到${day}`,
    answerBy: (day: string) => `请在${day}前答复`,
    waiting: (count: number) => `您签字的 ${count} 项内容正在等待网络。`,
    refused: '您签字的一项内容没有被接受。',
    understood: '我知道了',
    suspicious: '有一份请求无法核实，请不要答复。',
    loading: '正在查看新消息',
    showMore: (count: number) => `再显示 ${count} 项`,
    scan: '扫描二维码',
  },
})

/** What waits, and what is in force: one tap from either to where one decides. */
export function Home() {
  const texts = useWords(words)
  const dates = useDates()
  const { language } = useLanguage()
  const { acting, record, waiting, outbox, problem, isOffline, isLoading, refresh } = usePatient()
  const coming = useComing()
  if (acting === undefined) return <NotEnrolled />
  const requests = record?.requests ?? []
  const entries = record?.entries.filter(({ verdict }) => verdict === undefined) ?? []
  const inForce = record === undefined ? [] : consentsInForce(record)
  const unsent = waiting.filter(({ refused }) => refused === undefined)
  const { name } = acting.standing
  // Without a network it is no fault that nothing new came.
  const isOld = record !== undefined && isOffline
  const hasCome = coming.some(({ receipt }) => receipt.state.kind === 'came')
  const isEmpty = requests.length === 0 && entries.length === 0 && !hasCome
  return (
    <Screen
      title={titleOf()}
      {...(isOld && { lead: texts.asOf(dates.moment(record?.askedAt ?? 0)) })}
    >
      {problem !== undefined && !isOld && (
        <ErrorNotice error={problem} onRetry={() => void refresh()} />
      )}
      <RecoveryAlarm />
      <ComingList all={coming} />
      <OpenedInEmergency />
      <ActedForYou />
      {unsent.length > 0 && (
        <Banner tone="care" icon={CloudUpload}>
          {texts.waiting(unsent.length)}
        </Banner>
      )}
      {waiting.map(
        ({ id, refused }) =>
          refused !== undefined && (
            <div key={id} className="cards">
              <p>{texts.refused}</p>
              <ErrorNotice error={{ code: refused, outcome: 'failed' }} />
              <Action onPress={() => void outbox.drop(id)}>{texts.understood}</Action>
            </div>
          ),
      )}
      <ul className="cards">
        {requests.map(({ id, request, problem: wrong }) =>
          request === undefined ? (
            <li key={id}>
              <p>{texts.suspicious}</p>
              <ErrorNotice error={wrong} />
            </li>
          ) : (
            <li key={id}>
              <CardLink
                path={`/requests/${encodeURIComponent(id)}`}
                icon={FileSignature}
                title={request.requester.name}
                isNew
              >
                <span>{texts.asks}</span>
                <span className="muted small">{gistLine(request)}</span>
                <span className="muted small">{texts.answerBy(dates.day(request.expiresAt))}</span>
              </CardLink>
            </li>
          ),
        )}
        {entries.map(({ id, receivedAt }) => (
          <li key={id}>
            <CardLink
              path={`/entries/${encodeURIComponent(id)}`}
              icon={ClipboardCheck}
              title={texts.entry}
              isNew
            >
              <span className="muted small">{dates.moment(receivedAt)}</span>
            </CardLink>
          </li>
        ))}
      </ul>
      {isEmpty && (
        <div className="empty">
          <p>{isLoading && record === undefined ? texts.loading : texts.nothing}</p>
          {record !== undefined && inForce.length === 0 && (
            <p className="small">{texts.nothingYet}</p>
          )}
        </div>
      )}
      <Action icon={ScanLine} onPress={() => goTo('/scan')}>
        {texts.scan}
      </Action>
      {inForce.length > 0 && (
        <>
          <h2>{texts.inForce}</h2>
          <ul className="cards">
            {inForce.slice(0, shownAtOnce).map(({ registered }) => (
              <li key={`${registered.issuer} ${registered.id}`}>
                <CardLink
                  path={`/statements/${encodeURIComponent(registered.id)}`}
                  icon={ShieldCheck}
                  title={registered.grantee.name}
                >
                  <span className="muted small">{gistLine(registered)}</span>
                  <span className="muted small">
                    {texts.until(dates.end(registered.validFrom, registered.validUntil))}
                  </span>
                </CardLink>
              </li>
            ))}
          </ul>
          {inForce.length > shownAtOnce && (
            <Action look="quiet" onPress={() => goTo('/history')}>
              {texts.showMore(inForce.length - shownAtOnce)}
            </Action>
          )}
        </>
      )}
    </Screen>
  )

  function titleOf(): string {
    if (name === undefined) return texts.title
    return acting?.standing.as === 'patient' ? texts.titleNamed(name) : texts.titleFor(name)
  }

  function gistLine({ terms }: { readonly terms: Terms }): string {
    const { purposes, data } = gistOfTerms(terms, { language })
    const join = language === 'en' ? ', ' : '、'
    return [data, purposes]
      .map((names) => names.map((one) => one.name).join(join))
      .filter((part) => part !== '')
      .join(' · ')
  }
}

const shownAtOnce = 5
