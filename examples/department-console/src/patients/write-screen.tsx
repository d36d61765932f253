import { Banner, ErrorNotice, Screen, useAct, useLanguage, useWords } from '@fidecura/app-kit'
import { decodeBase64url, decodeUtf8, encodeBase64url, encodeUtf8 } from '@fidecura/base'
import { signEntry } from '@fidecura/consent/entries'
import type { SubmittedEntry } from '@fidecura/server/client'
import { CircleCheck, FilePen, ThumbsDown, ThumbsUp } from 'lucide-react'
import { useCallback, useState } from 'react'
import { allPages } from '../all-pages.ts'
import { useDesk } from '../desk-context.tsx'
import { EvidenceId } from '../parts/evidence-id.tsx'
import { Field } from '../parts/fields.tsx'
import { Revealed } from '../parts/revealed.tsx'
import { evidenceOf } from '../revocations/revocation-evidence.ts'
import { timeText } from '../staff/words-of.ts'
import { useLoaded } from '../use-loaded.ts'
import { KeeperField, openKeeper, useKeeper } from './keepers.tsx'
import { patientWords } from './patient-words.ts'

const icons = { confirmed: ThumbsUp, disputed: ThumbsDown, none: FilePen } as const

/** A clinical entry, signed by whoever writes it; below, what patients said of the earlier ones. */
export function WriteScreen() {
  const words = useWords(patientWords)
  const { language } = useLanguage()
  const desk = useDesk()
  const { client, clock, credentials, chain, signer } = desk
  const { keeper, setKeeper } = useKeeper()
  const [record, setRecord] = useState('')
  const [text, setText] = useState('')
  const [signed, setSigned] = useState<SubmittedEntry>()
  const { isRunning, error, run } = useAct()
  const load = useCallback(() => allPages((page) => client.entries(page)), [client])
  const [entries, reload] = useLoaded(load, 10)

  const sign = async () => {
    setSigned(undefined)
    const there = await openKeeper(desk, keeper)
    const evidence = await evidenceOf(credentials, chain)
    const bytes = encodeUtf8(text.trim())
    const token = await signEntry(bytes, {
      id: `urn:uuid:${crypto.randomUUID()}`,
      record: { system: there.recordSystem, value: record.trim() },
      role: evidence.role,
      mediaType: 'text/plain',
      issuedAt: clock(),
      signer,
    })
    const content = encodeBase64url(bytes)
    const submitted = await there.client.submitEntry({ token, content, evidence })
    setText('')
    setSigned(submitted)
    await reload()
  }
  const items = [...(entries.value ?? [])].sort((one, other) => other.receivedAt - one.receivedAt)
  return (
    <Screen
      title={words.writeTitle}
      lead={words.writeLead}
      back="/patients"
      primary={{
        label: words.sign,
        isPending: isRunning,
        isDisabled: record.trim() === '' || text.trim() === '',
        onPress: () => void run(sign),
      }}
    >
      {error !== undefined && (
        <Revealed>
          <ErrorNotice error={error} />
        </Revealed>
      )}
      {signed !== undefined && (
        <Revealed>
          <Banner tone="good" icon={CircleCheck}>
            {words.signed}
          </Banner>
          <EvidenceId id={signed.evidence} />
        </Revealed>
      )}
      <div className="form">
        <KeeperField keeper={keeper} onChange={setKeeper} />
        <Field
          label={words.record}
          hint={words.recordHint}
          value={record}
          onChange={setRecord}
          maxLength={64}
        />
        <Field isLong label={words.text} value={text} onChange={setText} maxLength={20_000} />
      </div>
      <section className="uses">
        <h2>{words.entries}</h2>
        {entries.state === 'failed' && (
          <ErrorNotice error={entries.error} onRetry={() => void reload()} />
        )}
        {entries.state === 'ready' && items.length === 0 && (
          <p className="muted">{words.noEntries}</p>
        )}
        <ul className="rows">
          {items.map(({ id, verdict, receivedAt, content }) => {
            const said = verdict ?? 'none'
            const Icon = icons[said]
            return (
              <li key={id} className="use">
                <Icon aria-hidden="true" size={22} />
                <div>
                  <p className="entry-text">{textOf(content)}</p>
                  <p className="muted small">
                    {words.verdicts[said]} · {timeText(receivedAt, language)}
                  </p>
                </div>
              </li>
            )
          })}
        </ul>
      </section>
    </Screen>
  )
}

/** The first line of what was signed; entries of other systems may be no text at all. */
function textOf(content: string): string {
  try {
    return decodeUtf8(decodeBase64url(content)).slice(0, 200)
  } catch {
    return ''
  }
}
