import { Action, defineWords, goTo, Screen, useWords } from '@fidecura/app-kit'
import { useEffect } from 'react'
import { keptRecovery } from '../model/recovery.ts'
import { usePatient } from '../patient.tsx'

const words = defineWords({
  en: {
    title: 'Your key is ready',
    lead: (hospital: string) => `Now ${hospital} has to know that it is yours.`,
    steps:
      'At the desk, show your identity card. They show you a code: scan it, and compare four digits with them.',
    scan: 'I have a code',
    other: 'I had another phone before',
    holding: 'This app holds credentials of yours.',
    credentials: 'My credentials',
  },
  'zh-CN': {
    title: '密钥已准备好',
    lead: (hospital: string) => `现在要让${hospital}知道它是您的。`,
    steps: '请到窗口出示身份证。窗口会给您一个二维码：请扫描，并和窗口核对四位数字。',
    scan: '我有代码',
    other: '我以前用过别的手机',
    holding: '本应用里有您的凭证。',
    credentials: '我的凭证',
  },
})

/** A key, and nobody who says whose it is. */
export function NotEnrolled() {
  const texts = useWords(words)
  const { credentials, config, keep } = usePatient()
  useEffect(() => {
    // Whoever has asked for it before looks how far it is.
    keptRecovery(keep).then(
      (item) => item && goTo('/recover'),
      () => undefined,
    )
  }, [keep])
  return (
    <Screen
      title={texts.title}
      lead={texts.lead(config.name)}
      primary={{ label: texts.scan, onPress: () => goTo('/enrol') }}
      more={
        <Action look="quiet" onPress={() => goTo('/lost')}>
          {texts.other}
        </Action>
      }
    >
      <p>{texts.steps}</p>
      {credentials.length > 0 && (
        <>
          <p>{texts.holding}</p>
          <Action onPress={() => goTo('/credentials')}>{texts.credentials}</Action>
        </>
      )}
    </Screen>
  )
}
