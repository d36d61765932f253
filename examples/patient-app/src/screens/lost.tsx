import { Action, defineWords, goTo, Screen, useWords } from '@fidecura/app-kit'

const words = defineWords({
  en: {
    title: 'Lost phone',
    lead: 'Nothing that you signed is lost. Three steps:',
    one: 'Go to any desk of the hospital with your identity card, or call. They stop the old key at once: nobody can sign with it any more.',
    two: 'The desk gives you a code. Enter it here, and compare the four digits. From then on this key is yours.',
    three: 'If you have a backup, restore it: your receipts come back.',
    stay: 'Your consents stay as they were, and you can take them back with the new key.',
    code: 'I have the code from the desk',
    restore: 'Restore a backup',
  },
  'zh-CN': {
    title: '手机丢失',
    lead: '您签署的内容都不会丢。只要三步：',
    one: '带身份证到医院任一窗口，或打电话。窗口会马上停用旧密钥，任何人都不能再用它签字。',
    two: '窗口给您一个代码。请在这里输入，并核对四位数字。之后这把密钥就是您的。',
    three: '如果有备份，请恢复，回执就会回来。',
    stay: '您的授权保持不变，用新密钥也可以撤回。',
    code: '我有窗口给的代码',
    restore: '从备份恢复',
  },
})

/** What to do, in three steps. */
export default function Lost() {
  const texts = useWords(words)
  return (
    <Screen
      title={texts.title}
      lead={texts.lead}
      back="/"
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
