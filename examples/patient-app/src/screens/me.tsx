import { defineWords, Screen, useWords } from '@fidecura/app-kit'
import {
  ArchiveRestore,
  FileDown,
  HandHelping,
  IdCard,
  type LucideIcon,
  QrCode,
  ScanLine,
  ShieldAlert,
  UsersRound,
} from 'lucide-react'
import { CardLink } from '../card-link.tsx'
import { usePatient } from '../patient.tsx'

const words = defineWords({
  en: {
    title: 'Me',
    credentials: 'My credentials',
    credentialsText: 'What others say of you',
    actFor: 'Act for another person',
    actForText: 'For your child, or whoever gave you a mandate',
    mandates: 'Who may act for me',
    mandatesText: 'Let somebody act for you, or take it back',
    scan: 'Scan a code',
    scanText: 'To sign in somewhere, show something, or receive it',
    enrol: 'Enter a code',
    enrolText: 'From the desk, your department, or whoever lets you act for them',
    backup: 'Make a backup',
    backupText: 'Your papers, for a new phone',
    restore: 'Restore a backup',
    restoreText: 'From an earlier phone',
    lost: 'Lost phone',
    lostText: 'What to do, and how to stop the old key',
    record: 'Record number',
  },
  'zh-CN': {
    title: '我的',
    credentials: '我的凭证',
    credentialsText: '别人为您出具的证明',
    actFor: '代他人办理',
    actForText: '为您的孩子，或委托您的人',
    mandates: '谁可以代我办理',
    mandatesText: '委托别人代您办理，或收回委托',
    scan: '扫描二维码',
    scanText: '登录网站、出示或领取凭证',
    enrol: '输入领取码',
    enrolText: '窗口、科室或委托人给您的领取码',
    backup: '备份',
    backupText: '把您的凭证和回执带到新手机',
    restore: '从备份恢复',
    restoreText: '来自以前的手机',
    lost: '手机丢失',
    lostText: '怎么办，怎样停用旧密钥',
    record: '病历号',
  },
})

/** Everything that is seldom needed. */
export default function Me() {
  const texts = useWords(words)
  const { acting, standings } = usePatient()
  const entries: readonly (readonly [string, LucideIcon, string, string])[] = [
    ['/credentials', IdCard, texts.credentials, texts.credentialsText],
    ...(standings.length > 1
      ? ([['/act-for', UsersRound, texts.actFor, texts.actForText]] as const)
      : []),
    ...(acting?.standing.as === 'patient'
      ? ([['/mandates', HandHelping, texts.mandates, texts.mandatesText]] as const)
      : []),
    ['/scan', ScanLine, texts.scan, texts.scanText],
    ['/enrol', QrCode, texts.enrol, texts.enrolText],
    ['/backup', FileDown, texts.backup, texts.backupText],
    ['/restore', ArchiveRestore, texts.restore, texts.restoreText],
    ['/lost', ShieldAlert, texts.lost, texts.lostText],
  ]
  const standing = acting?.standing
  return (
    <Screen
      title={standing?.name ?? texts.title}
      {...(standing && { lead: `${texts.record} ${standing.record.value}` })}
    >
      <ul className="cards">
        {entries.map(([path, icon, label, text]) => (
          <li key={path}>
            <CardLink path={path} icon={icon} title={label}>
              <span className="muted small">{text}</span>
            </CardLink>
          </li>
        ))}
      </ul>
    </Screen>
  )
}
