import { defineWords, ErrorNotice, goTo, replaceRoute, Screen, useWords } from '@fidecura/app-kit'
import { OpenIdError } from '@fidecura/openid'
import { type OpenedOffer, openCredentialOffer } from '@fidecura/openid/wallet'
import { useEffect, useRef, useState } from 'react'
import { type Asked, openAsked } from '../../model/openid/asked.ts'
import { certificatesBy } from '../../model/openid/certificates.ts'
import { type Coming, findComing } from '../../model/openid/coming.ts'
import { type OpenedLink, readOpenedLink } from '../../model/openid/opened-link.ts'
import { walletNetworkOf } from '../../model/openid/wallet-network.ts'
import { usePatient } from '../../patient.tsx'
import { OfferScreen } from './offer.tsx'
import { PresentationScreen } from './presentation.tsx'
import { ProblemNotice } from './problem-notice.tsx'

const words = defineWords({
  en: {
    offer: 'Somebody offers you something',
    request: 'Somebody asks you for something',
    checking: 'Checking who it is',
    stopped: 'It does not go on here',
    gone: 'Open it once more',
    goneLead: 'Scan the code again, or go back to the page and open its link again.',
    scan: 'Scan a code',
    coming: 'It is being prepared',
    over: 'This is not here any more',
    overLead: 'It was received, or the issuer will not hand it out. See your credentials.',
    home: 'To the start',
  },
  'zh-CN': {
    offer: '有人向您发放凭证',
    request: '有人向您请求出示',
    checking: '正在核实对方是谁',
    stopped: '不能继续办理',
    gone: '请重新打开',
    goneLead: '请再扫一次二维码，或回到原来的页面重新打开链接。',
    scan: '扫描二维码',
    coming: '正在准备',
    over: '这里已没有这一项',
    overLead: '已经领取，或签发方不再发放。请查看您的凭证。',
    home: '回到首页',
  },
})

type Opened =
  | { readonly kind: 'offer'; readonly offer: OpenedOffer }
  | { readonly kind: 'request'; readonly asked: Asked }

/** What a code or a link of OpenID says: who it is, before anything else. */
export default function OpenedLinkScreen({ link }: { readonly link: string }) {
  const texts = useWords(words)
  // The link goes out of the address at once, and what it led to stays.
  const [held, setHeld] = useState(() => readOpenedLink(link))
  useEffect(() => {
    if (link === '') return
    setHeld(readOpenedLink(link))
    replaceRoute('/openid')
  }, [link])
  if (held === undefined) {
    return (
      <Screen
        title={texts.gone}
        lead={texts.goneLead}
        back="/"
        primary={{ label: texts.scan, onPress: () => goTo('/scan') }}
      />
    )
  }
  return <Opening key={held.link} opened={held} />
}

/** What an issuer prepares, and was accepted before: whether it has come. */
export function ComingScreen({ id }: { readonly id: string }) {
  const texts = useWords(words)
  const { keep } = usePatient()
  const [coming, setComing] = useState<Coming | 'none'>()
  useEffect(() => {
    findComing(keep, id).then(
      (found) => setComing(found ?? 'none'),
      () => setComing('none'),
    )
  }, [keep, id])
  if (coming === undefined) return <Screen title={texts.coming} lead={texts.checking} back="/" />
  if (coming === 'none') {
    const home = { label: texts.home, onPress: () => goTo('/') }
    return <Screen title={texts.over} lead={texts.overLead} primary={home} />
  }
  return <Opening opened={{ kind: 'offer', link: coming.receipt.link }} coming={coming} />
}

interface OpeningProps {
  readonly opened: OpenedLink
  readonly coming?: Coming
}

function Opening({ opened: { kind, link }, coming }: OpeningProps) {
  const texts = useWords(words)
  const patient = usePatient()
  const { trust, problem: failure, refresh } = patient
  const [found, setFound] = useState<Opened>()
  const [problem, setProblem] = useState<unknown>()
  const [turn, setTurn] = useState(0)
  const latest = useRef(patient)
  latest.current = patient
  const isReady = trust !== undefined
  // Opened once, and again if somebody wants to: each look of the app for news brings another trust.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a turn is another try.
  useEffect(() => {
    if (!isReady) return
    const left = new AbortController()
    open(kind, link, latest.current, left.signal).then(
      (one) => !left.signal.aborted && setFound(one),
      (error) => !left.signal.aborted && setProblem(error),
    )
    return () => left.abort()
  }, [isReady, kind, link, turn])

  if (found?.kind === 'offer') return <OfferScreen offer={found.offer} coming={coming} />
  if (found?.kind === 'request') return <PresentationScreen asked={found.asked} />
  if (problem !== undefined) {
    const isUnsure = (problem as { readonly outcome?: unknown }).outcome === 'unknown'
    const again = () => {
      setProblem(undefined)
      setTurn(turn + 1)
    }
    return (
      <Screen title={texts.stopped} primary={{ label: texts.home, onPress: () => goTo('/') }}>
        <ProblemNotice
          error={problem}
          about={coming === undefined ? kind : 'coming'}
          {...(isUnsure && { onRetry: again })}
        />
      </Screen>
    )
  }
  const isStuck = !isReady && failure !== undefined
  return (
    <Screen
      title={coming === undefined ? texts[kind] : texts.coming}
      back="/"
      {...(!isStuck && { lead: texts.checking })}
    >
      {isStuck && <ErrorNotice error={failure} onRetry={() => void refresh()} />}
    </Screen>
  )
}

async function open(
  kind: OpenedLink['kind'],
  link: string,
  { config, configuration, credentials, trust, acting, open: key }: ReturnType<typeof usePatient>,
  signal: AbortSignal,
): Promise<Opened> {
  if (trust === undefined) throw new Error('Nothing is trusted yet')
  const network = walletNetworkOf(config, trust, signal)
  if (kind === 'offer') {
    const offer = await openCredentialOffer(link, network)
    if (offer.grant === 'pre_authorized') return { kind, offer }
    throw new OpenIdError('openid_grant_unsupported', 'To be signed in for, elsewhere')
  }
  const { signer } = key
  const { verifier } = trust
  const judging =
    acting === undefined || configuration === undefined
      ? undefined
      : {
          ...{ verifier, register: config.register, configuration, did: signer.did },
          standing: acting.standing,
        }
  const certificates = certificatesBy(config)
  const terms = { network, certificates, signer, credentials, configuration, judging }
  return { kind, asked: await openAsked(link, terms) }
}
