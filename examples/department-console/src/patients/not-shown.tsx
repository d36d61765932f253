import { Banner, describeError, ErrorNotice, useWords } from '@fidecura/app-kit'
import { EyeOff } from 'lucide-react'
import { Revealed } from '../parts/revealed.tsx'
import { patientWords } from './patient-words.ts'

export interface NotShownProps {
  readonly error: unknown
  /** What a refusal may come from. */
  readonly lead: string
}

/** Why a record is not shown: of a refusal nobody learns more than that it is one. */
export function NotShown({ error, lead }: NotShownProps) {
  const words = useWords(patientWords)
  if (error === undefined) return null
  const isRefused = describeError(error).code === 'not_available'
  return (
    <Revealed>
      {isRefused ? (
        <Banner tone="care" icon={EyeOff}>
          <b>{words.notAvailable}</b>
          <p>{lead}</p>
        </Banner>
      ) : (
        <ErrorNotice error={error} />
      )}
    </Revealed>
  )
}
