import {
  Action,
  defineWords,
  ErrorNotice,
  QrScanner,
  replaceRoute,
  Screen,
  useWords,
} from '@fidecura/app-kit'
import { Keyboard, ScanLine } from 'lucide-react'
import { useState } from 'react'
import { Input } from 'react-aria-components/Input'
import { Label } from 'react-aria-components/Label'
import { TextField } from 'react-aria-components/TextField'
import { readScanned } from '../model/scanned.ts'

const words = defineWords({
  en: {
    title: 'Scan a code',
    lead: 'Of a desk, a doctor, or a page where you want to sign in.',
    paste: 'Paste a link instead',
    field: 'Link or code',
    next: 'Next',
    camera: 'Scan with the camera',
    noCamera: {
      title: 'The camera cannot be used here',
      next: 'Paste the link that belongs to the code, or type its twelve letters.',
    },
  },
  'zh-CN': {
    title: '扫描二维码',
    lead: '窗口、医生，或您要登录的页面上的二维码。',
    paste: '改为粘贴链接',
    field: '链接或领取码',
    next: '下一步',
    camera: '用相机扫描',
    noCamera: {
      title: '这里不能使用相机',
      next: '请粘贴二维码对应的链接，或输入十二位领取码。',
    },
  },
})

/** One way in for every code that this app knows, by the camera or pasted. */
export default function Scan() {
  const texts = useWords(words)
  const [isTyping, setTyping] = useState(false)
  const [typed, setTyped] = useState('')
  const [problem, setProblem] = useState<unknown>()
  const goOn = (text: string): boolean => {
    const scanned = readScanned(text)
    if (scanned === undefined) setProblem({ code: 'scanned_other' })
    else replaceRoute(scanned.path)
    return scanned !== undefined
  }
  const turn = (typing: boolean) => {
    setProblem(undefined)
    setTyping(typing)
  }
  return (
    <Screen
      title={texts.title}
      lead={texts.lead}
      back="/"
      {...(isTyping && {
        primary: {
          label: texts.next,
          isDisabled: typed.trim() === '',
          onPress: () => void goOn(typed),
        },
      })}
      more={
        <Action icon={isTyping ? ScanLine : Keyboard} onPress={() => turn(!isTyping)}>
          {isTyping ? texts.camera : texts.paste}
        </Action>
      }
    >
      {problem !== undefined && (
        <ErrorNotice error={problem} said={isCameraMissing(problem) ? texts.noCamera : undefined} />
      )}
      {isTyping ? (
        <TextField className="field" value={typed} onChange={setTyped}>
          <Label>{texts.field}</Label>
          <Input autoComplete="off" spellCheck="false" />
        </TextField>
      ) : (
        <QrScanner
          onText={goOn}
          onProblem={(wrong) => {
            setProblem(wrong)
            setTyping(true)
          }}
        />
      )}
    </Screen>
  )
}

function isCameraMissing(problem: unknown): boolean {
  return (problem as { readonly code?: unknown }).code === 'camera_unavailable'
}
