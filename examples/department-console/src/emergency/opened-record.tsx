import { Banner, Screen, useWords } from '@fidecura/app-kit'
import { decodeBase64url } from '@fidecura/base'
import type { EmergencyAnswer } from '@fidecura/server/client'
import { Siren, TimerOff } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useDesk } from '../desk-context.tsx'
import { EvidenceId } from '../parts/evidence-id.tsx'
import { BundleView } from '../patients/bundle-view.tsx'
import { emergencyWords } from './emergency-words.ts'

export interface OpenedRecordProps {
  readonly answer: EmergencyAnswer
  readonly onClose: () => void
}

/** What was opened, while the time runs; then nothing of it. */
export function OpenedRecord({ answer, onClose }: OpenedRecordProps) {
  const words = useWords(emergencyWords)
  const { clock } = useDesk()
  const [left, setLeft] = useState(answer.until - clock())
  useEffect(() => {
    const timer = setInterval(() => setLeft(answer.until - clock()), 500)
    return () => clearInterval(timer)
  }, [answer, clock])
  const isOver = left <= 0
  return (
    <Screen
      title={isOver ? words.over : words.opened}
      lead={isOver ? words.overLead : words.openedLead}
      primary={{ label: words.close, onPress: onClose }}
    >
      {isOver ? (
        <Banner tone="care" icon={TimerOff}>
          {words.over}
        </Banner>
      ) : (
        <>
          <Banner tone="bad" icon={Siren}>
            {words.left}{' '}
            <b role="timer" className="countdown">
              {countdown(left)}
            </b>
          </Banner>
          <EvidenceId id={answer.evidence} />
          <BundleView bytes={decodeBase64url(answer.bundle)} duties={answer.duties} />
        </>
      )}
    </Screen>
  )
}

/** Such as `14:05`, or `3:59:59`. */
function countdown(seconds: number): string {
  const two = (count: number) => String(Math.floor(count)).padStart(2, '0')
  const hours = Math.floor(seconds / 3600)
  const rest = `${two((seconds % 3600) / 60)}:${two(seconds % 60)}`
  return hours > 0 ? `${hours}:${rest}` : rest
}
