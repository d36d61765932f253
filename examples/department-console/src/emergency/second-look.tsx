import { Action, Banner, Screen, useAct, useLanguage, useWords } from '@fidecura/app-kit'
import { epochSeconds } from '@fidecura/base'
import { signBreakGlass } from '@fidecura/consent'
import { presentCredentials } from '@fidecura/credentials'
import type { EmergencyAnswer } from '@fidecura/server/client'
import { Siren } from 'lucide-react'
import { useState } from 'react'
import { useDesk } from '../desk-context.tsx'
import { Facts } from '../parts/facts.tsx'
import { Check } from '../parts/fields.tsx'
import { NotShown } from '../patients/not-shown.tsx'
import { requestableData } from '../patients/requestable.ts'
import { evidenceOf } from '../revocations/revocation-evidence.ts'
import { listText } from '../staff/words-of.ts'
import type { Emergency } from './emergency-screen.tsx'
import { emergencyWords } from './emergency-words.ts'

export interface SecondLookProps {
  readonly said: Emergency
  readonly onBack: () => void
  readonly onOpened: (answer: EmergencyAnswer) => void
}

/** What is about to be signed, once more, and nothing beside it. */
export function SecondLook({ said, onBack, onOpened }: SecondLookProps) {
  const words = useWords(emergencyWords)
  const { language } = useLanguage()
  const { client, configuration, signer, clock, credentials, chain } = useDesk()
  const [isSure, setSure] = useState(false)
  const { isRunning, error, run } = useAct()
  const data = requestableData(language).filter(({ id }) => said.kinds.has(id))
  const facts = [
    [words.record, said.record.trim()],
    [words.reason, words.reasons[said.reason] ?? said.reason],
    [words.explanation, said.explanation.trim()],
    [
      words.data,
      listText(
        data.map(({ label }) => label),
        language,
      ),
    ],
    [words.howLong, words.minutes(said.minutes)],
  ] as const

  const open = async () => {
    const { audience, nonce } = await client.challenge()
    const { role } = await evidenceOf(credentials, chain)
    const now = clock()
    const breakGlass = await signBreakGlass(
      {
        id: `urn:uuid:${crypto.randomUUID()}`,
        record: { system: configuration.custodian.recordSystem, value: said.record.trim() },
        reason: said.reason,
        explanation: said.explanation.trim(),
        until: epochSeconds(now + said.minutes * 60),
        issuedAt: now,
        ...{ audience, nonce },
      },
      { signer, role },
    )
    const presentation = await presentCredentials(credentials, {
      ...{ signer, audience, nonce, chain, issuedAt: now },
      disclose: 'all',
    })
    onOpened(
      await client.readInEmergency({
        ...{ breakGlass, presentation },
        data: data.map(({ category }) => category),
      }),
    )
  }
  return (
    <Screen title={words.lookTitle} lead={words.lookLead} back={onBack}>
      <Facts facts={facts} className="facts" />
      <Banner tone="bad" icon={Siren}>
        {words.warningLead}
      </Banner>
      <Check label={words.answer} isChecked={isSure} onChange={setSure} />
      <NotShown error={error} lead={words.notAvailableLead} />
      <div className="screen-acts is-last">
        <Action
          look="danger"
          icon={Siren}
          isPending={isRunning}
          isDisabled={!isSure}
          onPress={() => void run(open)}
        >
          {words.open}
        </Action>
        <Action look="quiet" onPress={onBack}>
          {words.change}
        </Action>
      </div>
    </Screen>
  )
}
