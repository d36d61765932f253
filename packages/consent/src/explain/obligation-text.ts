import type { DataObligation, DutyObligation, Obligation } from '../decision.ts'
import { isDuty } from '../duty-obligations.ts'
import type { Catalogue } from './catalogue.ts'
import { lengthText } from './duty-text.ts'
import { conditionTexts, instantText, type Wording } from './rule-text.ts'

/** One line. */
export function obligationText(obligation: Obligation, wording: Wording): string {
  return isDuty(obligation) ? dutyText(obligation, wording.words) : dataText(obligation, wording)
}

function dataText({ kind, data }: DataObligation, wording: Wording): string {
  const { words } = wording
  const effect = kind === 'leave_out' ? 'deny' : 'permit'
  const text = conditionTexts(effect, data, wording).join(words.and)
  return kind === 'leave_out' ? words.leaveOut(text) : words.limitTo(text)
}

function dutyText(duty: DutyObligation, words: Catalogue): string {
  switch (duty.kind) {
    case 'erase_by':
      return words.duty.erase(instantText(duty.at))
    case 'no_redisclosure':
      return words.duty.noRedisclosure
    case 'notify_patient':
      return words.duty.notify(lengthText(duty.withinSeconds, words))
    case 'frequency':
      return words.duty.frequency(duty.times, lengthText(duty.perSeconds, words))
  }
}
