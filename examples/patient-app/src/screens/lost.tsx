import { Action, defineWords, goTo, Screen, useWords } from '@fidecura/app-kit'
import { usePatient } from '../patient.tsx'

const words = defineWords({
  en: {
    title: 'Lost phone',
    lead: 'Nothing that you signed is lost. Three steps:',
    one: 'Go to the desk of the hospital with your identity card.',
    two: 'They show you a code: scan it with this phone. Two people there compare four digits with you. After a delay for your safety the old key ends, and this phone is yours.',
    three: 'If you have a backup, restore it: your receipts come back.',
    stay: 'Your consents stay as they were, and you can take them back with the new key.',
    code: 'I have the code from the desk',
    restore: 'Restore a backup',
  },
  'zh-CN': {
    title: '手机丢失',
    lead: '您签署的内容都不会丢。只要三步：',
    one: '带身份证到医院窗口。',
    two: '窗口会出示二维码，请用这部手机扫描。两位工作人员和您核对四位数字。为了安全等待一段时间后，旧密钥失效，这部手机就是您的。',
    three: '如果有备份，请恢复，回执就会回来。',
    stay: '您的授权保持不变，用新密钥也可以撤回。',
    code: '扫描窗口给的二维码',
    restore: '从备份恢复',
  },
})

/** What to do, in three steps. */
export default function Lost() {
  const texts = useWords(words)
  const { standings } = usePatient()
  return (
    <Screen
      title={texts.title}
      lead={texts.lead}
      back={standings.length > 0 ? '/me' : '/'}
      primary={{ label: texts.code, onPress: () => goTo('/enrol') }}
      more={<Action onPress={() => goTo('/restore')}>{texts.restore}</Action>}
    >
      <ol className="steps">
        <li>{texts.one}</li>
        <li>{texts.two}</li>
        <li>{texts.three}</li>
      </ol>
      <p className="muted">{texts.stay}</p>
    </Screen>
  )
}
