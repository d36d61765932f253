import {
  Action,
  ErrorNotice,
  QrPicture,
  Screen,
  useAct,
  useLanguage,
  useWords,
} from '@fidecura/app-kit'
import type { MadeConsentRequest } from '@fidecura/server/client'
import { Copy } from 'lucide-react'
import { useState } from 'react'
import { useDesk } from '../desk-context.tsx'
import { CheckList } from '../parts/check-list.tsx'
import { ChoiceField, Field } from '../parts/fields.tsx'
import { LinkText } from '../parts/link-text.tsx'
import { Revealed } from '../parts/revealed.tsx'
import { KeeperField, useKeeper } from './keepers.tsx'
import { NoticeList } from './notice-list.tsx'
import { patientWords } from './patient-words.ts'
import { RequestList } from './request-list.tsx'
import { readingPurposes, requestableData } from './requestable.ts'

const periods = {
  h24: { validHours: 24 },
  d7: { validDays: 7 },
  d30: { validDays: 30 },
  d90: { validDays: 90 },
  d365: { validDays: 365 },
} as const
type Period = keyof typeof periods

/** Asks a patient, here or at another hospital, for a consent. The department's key signs it. */
export function AskScreen() {
  const words = useWords(patientWords)
  const { language } = useLanguage()
  const { client, as, configuration } = useDesk()
  const { custodian } = configuration
  const { keeper, setKeeper, isHere } = useKeeper()
  const offered = readingPurposes(as.purposes, language)
  const data = requestableData(language)
  const [record, setRecord] = useState('')
  const [purposes, setPurposes] = useState<ReadonlySet<string>>(
    new Set(offered.slice(0, 1).map(({ id }) => id)),
  )
  const [kinds, setKinds] = useState<ReadonlySet<string>>(new Set())
  const [period, setPeriod] = useState<Period>('d30')
  const [own, setOwn] = useState('')
  const [made, setMade] = useState<MadeConsentRequest>()
  const { isRunning, error, run } = useAct()

  const ask = async () => {
    setMade(
      await client.requestConsent({
        ...(isHere
          ? { record: { system: custodian.recordSystem, value: record.trim() } }
          : { custodian: keeper }),
        purposes: [...purposes],
        data: data.filter(({ id }) => kinds.has(id)).map(({ category }) => category),
        ...periods[period],
        ...(own.trim() !== '' && { words: own.trim() }),
      }),
    )
  }
  if (made !== undefined) {
    return <Made made={made} isHere={isHere} onAnother={() => setMade(undefined)} />
  }
  return (
    <Screen
      title={words.askTitle}
      lead={words.askLead}
      back="/patients"
      primary={{
        label: words.ask,
        isPending: isRunning,
        isDisabled: purposes.size === 0 || kinds.size === 0 || (isHere && record.trim() === ''),
        onPress: () => void run(ask),
      }}
    >
      {error !== undefined && (
        <Revealed>
          <ErrorNotice error={error} />
        </Revealed>
      )}
      <div className="form">
        <KeeperField
          keeper={keeper}
          onChange={(did) => {
            setKeeper(did)
            // What is kept elsewhere is asked for a visit that goes on now.
            setPeriod(did === custodian.did ? 'd30' : 'h24')
          }}
        />
        {isHere && (
          <Field
            label={words.record}
            hint={words.recordHint}
            value={record}
            onChange={setRecord}
            maxLength={64}
          />
        )}
        <CheckList
          label={words.purposes}
          choices={offered}
          chosen={purposes}
          onChange={setPurposes}
        />
        <CheckList label={words.data} choices={data} chosen={kinds} onChange={setKinds} />
        <ChoiceField<Period>
          label={words.howLong}
          value={period}
          onChange={setPeriod}
          choices={(Object.keys(periods) as Period[]).map((id) => ({
            id,
            label: words.periods[id],
          }))}
        />
        <Field
          isLong
          label={words.words}
          hint={words.wordsHint}
          value={own}
          onChange={setOwn}
          maxLength={600}
        />
      </div>
      <RequestList />
      <NoticeList />
    </Screen>
  )
}

interface MadeProps {
  readonly made: MadeConsentRequest
  readonly isHere: boolean
  readonly onAnother: () => void
}

function Made({ made, isHere, onAnother }: MadeProps) {
  const words = useWords(patientWords)
  const [isCopied, setCopied] = useState(false)
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(made.url)
      setCopied(true)
    } catch {
      // Forbidden by the browser: the link stands below, to be marked by hand.
    }
  }
  // What a request carries may be more than a code that phones can read holds.
  const isShort = made.url.length <= maxScanned
  return (
    <Screen
      title={words.askedTitle}
      lead={isHere ? words.askedInApp : words.askedByLink}
      back={onAnother}
      primary={{ label: words.another, onPress: onAnother }}
    >
      {isShort && (
        <>
          <p>{words.orScan}</p>
          <QrPicture text={made.url} />
        </>
      )}
      <div className="toolbar">
        <Action icon={Copy} onPress={() => void copy()}>
          {isCopied ? words.copied : words.copy}
        </Action>
      </div>
      <LinkText label={words.link} link={made.url} />
    </Screen>
  )
}

// Version 25 of ISO/IEC 18004 with medium correction; screens show larger ones too finely.
const maxScanned = 997
