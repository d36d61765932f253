import { Action, defineWords, ErrorNotice, goTo, Screen, useAct, useWords } from '@fidecura/app-kit'
import { FileUp } from 'lucide-react'
import { useState } from 'react'
import { FileTrigger } from 'react-aria-components/FileTrigger'
import { Input } from 'react-aria-components/Input'
import { Label } from 'react-aria-components/Label'
import { TextField } from 'react-aria-components/TextField'
import { type Restored, restoreBackup } from '../model/backup.ts'
import { usePatient } from '../patient.tsx'

const words = defineWords({
  en: {
    title: 'Restore a backup',
    lead: 'It brings your receipts and papers back. To sign again, the desk has to confirm your new key.',
    choose: 'Choose the file',
    phrase: 'Pass phrase',
    open: 'Restore',
    done: ({ credentials, receipts }: Restored) =>
      `Restored: ${credentials} credentials, ${receipts} receipts.`,
    goOn: 'Go on',
  },
  'zh-CN': {
    title: '从备份恢复',
    lead: '可以找回您的回执和凭证。要再次签字，需由窗口确认您的新密钥。',
    choose: '选择文件',
    phrase: '口令',
    open: '恢复',
    done: ({ credentials, receipts }: Restored) =>
      `已恢复：${credentials} 份凭证，${receipts} 份回执。`,
    goOn: '继续',
  },
})

// A little above what a backup may weigh; the package judges it exactly.
const mostBytes = 24_000_000

/** Opens a file that was made on another phone. */
export default function RestorePage() {
  const texts = useWords(words)
  const { keep, standings, refresh } = usePatient()
  const [file, setFile] = useState<File>()
  const [phrase, setPhrase] = useState('')
  const [restored, setRestored] = useState<Restored>()
  const { isRunning, error, run } = useAct()
  const restore = async () => {
    if (file === undefined) return
    await run(async () => {
      const bytes = new Uint8Array(await file.slice(0, mostBytes).arrayBuffer())
      setRestored(await restoreBackup(keep, bytes, phrase))
      await refresh()
    })
  }
  if (restored !== undefined) {
    return (
      <Screen
        title={texts.title}
        lead={texts.done(restored)}
        primary={{ label: texts.goOn, onPress: () => goTo('/') }}
      />
    )
  }
  return (
    <Screen
      title={texts.title}
      lead={texts.lead}
      back={standings.length > 0 ? '/me' : '/lost'}
      primary={{
        label: texts.open,
        isPending: isRunning,
        isDisabled: file === undefined || phrase === '',
        onPress: () => void restore(),
      }}
    >
      {error !== undefined && <ErrorNotice error={error} />}
      <FileTrigger onSelect={(files) => setFile(files?.[0])}>
        <Action icon={FileUp} onPress={() => undefined}>
          {file?.name ?? texts.choose}
        </Action>
      </FileTrigger>
      <TextField className="field" value={phrase} onChange={setPhrase}>
        <Label>{texts.phrase}</Label>
        <Input autoComplete="off" spellCheck="false" />
      </TextField>
    </Screen>
  )
}
