import { defineWords, ErrorNotice, Screen, useAct, useWords } from '@fidecura/app-kit'
import { useState } from 'react'
import { Input } from 'react-aria-components/Input'
import { Label } from 'react-aria-components/Label'
import { TextField } from 'react-aria-components/TextField'
import { makeBackup } from '../model/backup.ts'
import { usePatient } from '../patient.tsx'

const words = defineWords({
  en: {
    title: 'Make a backup',
    lead: 'Your credentials and receipts, in one locked file. Your key is not in it: nobody can sign with the file.',
    phrase: 'Pass phrase',
    hint: 'At least twelve characters, such as four words. Write it down: without it the file stays shut.',
    save: 'Save the file',
    done: 'Saved. Keep the file and the pass phrase in different places.',
    fileName: 'fidecura-backup.json',
  },
  'zh-CN': {
    title: '备份',
    lead: '把您的凭证和回执放进一个加密文件。密钥不在里面，没有人能用它签字。',
    phrase: '口令',
    hint: '至少十二个字符，例如一句话。请写下来：没有它就打不开文件。',
    save: '保存文件',
    done: '已保存。文件和口令请分开保管。',
    fileName: '医契备份.json',
  },
})

const least = 12

/** A file to take along. */
export default function BackupPage() {
  const texts = useWords(words)
  const { keep } = usePatient()
  const [phrase, setPhrase] = useState('')
  const [isDone, setDone] = useState(false)
  const { isRunning, error, run } = useAct()
  const save = () =>
    run(async () => {
      const bytes = await makeBackup(keep, phrase)
      download(bytes, texts.fileName)
      setDone(true)
    })
  return (
    <Screen
      title={texts.title}
      lead={texts.lead}
      back="/me"
      primary={{
        label: texts.save,
        isPending: isRunning,
        isDisabled: [...phrase].length < least,
        onPress: () => void save(),
      }}
    >
      {error !== undefined && <ErrorNotice error={error} />}
      <TextField className="field" value={phrase} onChange={setPhrase}>
        <Label>{texts.phrase}</Label>
        <Input autoComplete="off" spellCheck="false" />
      </TextField>
      <p className="muted">{texts.hint}</p>
      {isDone && <p role="status">{texts.done}</p>}
    </Screen>
  )
}

function download(bytes: Uint8Array, name: string): void {
  const url = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>]))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
