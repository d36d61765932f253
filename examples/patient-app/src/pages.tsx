import {
  Banner,
  defineWords,
  goTo,
  type Route,
  type Section,
  Shell,
  useRoute,
  useWords,
} from '@fidecura/app-kit'
import { Eye, History, House, UserRound, UsersRound, WifiOff } from 'lucide-react'
import { lazy, type ReactNode, Suspense } from 'react'
import { usePatient } from './patient.tsx'
import { Home } from './screens/home.tsx'

const words = defineWords({
  en: {
    home: 'Home',
    history: 'History',
    accesses: 'Who read',
    me: 'Me',
    offline: 'No network. You can read and sign; it is sent later.',
    actingFor: (name: string) => `You act for ${name}`,
    ownAgain: 'Back to myself',
    ended: (name: string) => `You may not act for ${name} any more: it was taken back, or is over.`,
    understood: 'I have read this',
    wait: 'One moment',
  },
  'zh-CN': {
    home: '首页',
    history: '记录',
    accesses: '谁看过',
    me: '我的',
    offline: '没有网络。可以查看和签字，稍后发送。',
    actingFor: (name: string) => `您正在代${name}办理`,
    ownAgain: '回到本人',
    ended: (name: string) => `您不能再代${name}办理：委托已收回或已到期。`,
    understood: '我知道了',
    wait: '请稍候',
  },
})

const screens = {
  mandates: lazy(() => import('./screens/mandates.tsx')),
  mandate: lazy(async () => ({ default: (await import('./screens/mandates.tsx')).MandatePage })),
  giving: lazy(() => import('./screens/give-mandate.tsx')),
  enrol: lazy(() => import('./screens/enrol.tsx')),
  request: lazy(() => import('./screens/request.tsx')),
  carried: lazy(() => import('./screens/carried-request.tsx')),
  statement: lazy(() => import('./screens/statement.tsx')),
  history: lazy(() => import('./screens/history.tsx')),
  entry: lazy(() => import('./screens/entry.tsx')),
  accesses: lazy(() => import('./screens/accesses.tsx')),
  me: lazy(() => import('./screens/me.tsx')),
  credentials: lazy(() => import('./screens/credentials.tsx')),
  acting: lazy(() => import('./screens/act-for.tsx')),
  backup: lazy(() => import('./screens/backup.tsx')),
  restore: lazy(() => import('./screens/restore.tsx')),
  recover: lazy(() => import('./screens/recover.tsx')),
  lost: lazy(() => import('./screens/lost.tsx')),
  scan: lazy(() => import('./screens/scan.tsx')),
  openid: lazy(() => import('./screens/openid/opened-link.tsx')),
  coming: lazy(async () => ({
    default: (await import('./screens/openid/opened-link.tsx')).ComingScreen,
  })),
  shown: lazy(() => import('./screens/shown.tsx')),
}

/** Which screen a route is, with the sections around it. */
export function Pages({ name }: { readonly name: string }) {
  const texts = useWords(words)
  const route = useRoute()
  const { open, acting, standings, record, isOffline, ended, actAs } = usePatient()
  const [place = ''] = route.kind === 'path' ? route.path : ['enrol']
  const waiting =
    (record?.requests.filter(({ request }) => request !== undefined).length ?? 0) +
    (record?.entries.filter(({ verdict }) => verdict === undefined).length ?? 0)
  const sections: readonly Section[] = [
    { path: '/', label: texts.home, icon: House, isCurrent: place === '', waiting },
    { path: '/history', label: texts.history, icon: History, isCurrent: place === 'history' },
    { path: '/accesses', label: texts.accesses, icon: Eye, isCurrent: place === 'accesses' },
    { path: '/me', label: texts.me, icon: UserRound, isCurrent: place === 'me' },
  ]
  const [own] = standings
  const isForAnother = acting !== undefined && acting.standing.as !== 'patient'
  return (
    <Shell
      name={name}
      // One thing at a time: what is opened from a section stands alone.
      sections={standings.length > 0 && sections.some(({ isCurrent }) => isCurrent) ? sections : []}
      onLock={open.lock}
      banner={
        <>
          {isForAnother && (
            <Banner tone="care" icon={UsersRound}>
              {texts.actingFor(acting.standing.name ?? acting.standing.record.value)}{' '}
              {own?.as === 'patient' && (
                <button
                  type="button"
                  className="link"
                  onClick={() => {
                    actAs(own)
                    goTo('/')
                  }}
                >
                  {texts.ownAgain}
                </button>
              )}
            </Banner>
          )}
          {ended !== undefined && (
            <Banner tone="bad" icon={UsersRound}>
              {texts.ended(ended)}{' '}
              {acting !== undefined && (
                <button type="button" className="link" onClick={() => actAs(acting.standing)}>
                  {texts.understood}
                </button>
              )}
            </Banner>
          )}
          {isOffline && (
            <Banner tone="note" icon={WifiOff}>
              {texts.offline}
            </Banner>
          )}
        </>
      }
    >
      <Suspense fallback={<p className="quiet-wait">{texts.wait}</p>}>{screenOf(route)}</Suspense>
    </Shell>
  )
}

function screenOf(route: Route): ReactNode {
  if (route.kind === 'offer') return <screens.enrol code={route.code} />
  if (route.kind === 'request') return <screens.carried />
  if (route.kind === 'recovery') return <screens.recover reference={route.reference} />
  const [place, id = '', ...rest] = route.path
  switch (place) {
    case 'enrol':
      return <screens.enrol />
    case 'requests':
      return <screens.request key={id} id={id} />
    case 'statements':
      return <screens.statement key={id} id={id} isJustSigned={rest[0] === 'signed'} />
    case 'entries':
      return <screens.entry key={id} id={id} />
    case 'history':
      return <screens.history />
    case 'accesses':
      return <screens.accesses />
    case 'me':
      return <screens.me />
    case 'credentials':
      return <screens.credentials />
    case 'mandates':
      if (id === 'new') return <screens.giving />
      return id === '' ? <screens.mandates /> : <screens.mandate key={id} id={id} />
    case 'act-for':
      return <screens.acting />
    case 'backup':
      return <screens.backup />
    case 'restore':
      return <screens.restore />
    case 'recover':
      return <screens.recover />
    case 'lost':
      return <screens.lost />
    case 'scan':
      return <screens.scan />
    case 'openid':
      return <screens.openid link={id} />
    case 'coming':
      return <screens.coming key={id} id={id} />
    case 'shown':
      return <screens.shown key={id} id={id} />
    default:
      return <Home />
  }
}
