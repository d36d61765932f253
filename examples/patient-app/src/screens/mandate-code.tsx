import { Action, defineWords, ErrorNotice, QrPicture, Screen, useWords } from '@fidecura/app-kit'
import { nameText } from '@fidecura/base'
import type { Offer } from '@fidecura/server/client'
import { Copy } from 'lucide-react'
import { useState } from 'react'
import { useDates } from '../dates.ts'
import { usePatient } from '../patient.tsx'
import { usePolling } from '../use-polling.ts'

const words = defineWords({
  en: {
    code: (name: string) => `Show this to ${name}`,
    codeLead: 'They open this app on their phone, choose “Enter a code”, and scan or type it.',
    codeLabel: (name: string) => `Code for ${name}`,
    until: (at: string) => `Good until ${at}`,
    copy: 'Copy the link, for a message',
    copied: 'Copied. Send it to them alone.',
    waiting: 'Waiting until they have it …',
  },
  'zh-CN': {
    code: (name: string) => `请给${name}看`,
    codeLead: '对方在自己的手机上打开本应用，选择“输入领取码”，然后扫描或输入。',
    codeLabel: (name: string) => `给${name}的领取码`,
    until: (at: string) => `有效期至${at}`,
    copy: '复制链接，发消息给对方',
    copied: '已复制，请只发给本人。',
    waiting: '正在等待对方…',
  },
})

export interface MandateCodeProps {
  readonly offer: Offer
  /** Of the proxy. */
  readonly name: string
  /** Their phone has it. */
  readonly onClaimed: () => void
}

/** The code that the proxy scans, until they have. */
export function MandateCode({ offer, name, onClaimed }: MandateCodeProps) {
  const texts = useWords(words)
  const dates = useDates()
  const { hospital } = usePatient()
  const [problem, setProblem] = useState<unknown>()
  const [isCopied, setCopied] = useState(false)
  usePolling(offer.id, {
    ask: async (signal) => {
      const { state } = await hospital.call((client) => client.mandateOffer(offer.id))
      const isClaimed = state === 'claimed'
      if (isClaimed && !signal.aborted) onClaimed()
      return isClaimed
    },
    everyMilliseconds: 1_500,
    setError: setProblem,
  })
  const shown = nameText(name)
  return (
    <Screen title={texts.code(shown)} lead={texts.codeLead} back="/mandates">
      {problem !== undefined && <ErrorNotice error={problem} />}
      <div className="card handed-code">
        <QrPicture text={offer.link} label={texts.codeLabel(shown)} />
        <p className="handed-code-text">{offer.code}</p>
        <p className="muted small">{texts.until(dates.moment(offer.expiresAt))}</p>
      </div>
      <Action
        icon={Copy}
        onPress={() => {
          navigator.clipboard.writeText(offer.link).then(() => setCopied(true), setProblem)
        }}
      >
        {isCopied ? texts.copied : texts.copy}
      </Action>
      <p className="muted" role="status">
        {texts.waiting}
      </p>
    </Screen>
  )
}
