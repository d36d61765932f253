import { Action, defineWords, goTo, Screen, useWords } from '@fidecura/app-kit'
import { ScanLine } from 'lucide-react'
import { useEffect } from 'react'
import { keptRecovery } from '../model/recovery.ts'
import { usePatient } from '../patient.tsx'
import { ComingList, useComing } from './openid/coming-list.tsx'

const words = defineWords({
  en: {
    title: 'Your key is ready',
    lead: (hospital: string) => `Now ${hospital} has to know that it is yours.`,
    steps:
      'At the desk, show your identity card. They show you a code: scan it, and compare four digits with them.',
    scan: 'I have a code',
    other: 'I had another phone before',
    working: 'Your credentials are here',
    workingLead:
      'Others have vouched for you with them. What you show where you work, you find below.',
    patient: 'Are you a patient here, too?',
    credentials: 'My credentials',
    scanCode: 'Scan a code',
    history: 'History',
  },
  'zh-CN': {
    title: '密钥已准备好',
    lead: (hospital: string) => `现在要让${hospital}知道它是您的。`,
    steps: '请到窗口出示身份证。窗口会给您一个二维码：请扫描，并和窗口核对四位数字。',
    scan: '我有领取码',
    other: '我以前用过别的手机',
    working: '您的凭证在这里',
    workingLead: '签发方已为您出具证明。工作中要出示的内容，请在下面查看。',
    patient: '您也是这里的患者吗？',
    credentials: '我的凭证',
    scanCode: '扫描二维码',
    history: '记录',
  },
})

/** A key, and nobody who says whose it is. */
export function NotEnrolled() {
  const texts = useWords(words)
  const { credentials, config, keep } = usePatient()
  const coming = useComing()
  useEffect(() => {
    // Whoever has asked for it before looks how far it is.
    keptRecovery(keep).then(
      (item) => item && goTo('/recover'),
      () => undefined,
    )
  }, [keep])
  const code = { label: texts.scan, onPress: () => goTo('/enrol') }
  const other = (
    <>
      <Action icon={ScanLine} onPress={() => goTo('/scan')}>
        {texts.scanCode}
      </Action>
      <Action look="quiet" onPress={() => goTo('/lost')}>
        {texts.other}
      </Action>
    </>
  )
  // A doctor whose department has issued a role: nobody's patient, and nothing is missing.
  if (credentials.some(({ credential }) => credential !== undefined)) {
    return (
      <Screen
        title={texts.working}
        lead={texts.workingLead}
        primary={{ label: texts.credentials, onPress: () => goTo('/credentials') }}
        more={
          <>
            <Action onPress={() => goTo('/history')}>{texts.history}</Action>
            {other}
          </>
        }
      >
        <ComingList all={coming} />
        <h2>{texts.patient}</h2>
        <p>{texts.steps}</p>
        <Action onPress={code.onPress}>{code.label}</Action>
      </Screen>
    )
  }
  return (
    <Screen
      title={texts.title}
      lead={texts.lead(config.name)}
      primary={code}
      more={
        <>
          {credentials.length > 0 && (
            <Action onPress={() => goTo('/credentials')}>{texts.credentials}</Action>
          )}
          {other}
        </>
      }
    >
      <ComingList all={coming} />
      <p>{texts.steps}</p>
    </Screen>
  )
}
