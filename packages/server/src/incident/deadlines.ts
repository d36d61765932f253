import { type EpochSeconds, epochSeconds } from '@fidecura/base'
import type { HospitalSettings } from '../hospital/settings.ts'

/** What the law of a place asks for once an incident is known, and until when. */
export interface Deadline {
  readonly id: 'pipl_57' | 'cac_critical' | 'cac_others' | 'gdpr_33' | 'gdpr_34' | 'none_known'
  /** As it is cited; none, where no rule is known here. */
  readonly law?: string
  /** Absent: at once, or without undue delay, which no clock says. */
  readonly due?: EpochSeconds
}

const hour = 3600

/**
 * The deadlines of the hospital’s jurisdiction, counted from when it became aware of the incident. A reading of ours and
 * no advice, and not compared with the official texts: which of them applies depends on what the incident is.
 */
export function deadlinesOf(
  jurisdiction: HospitalSettings['jurisdiction'],
  aware: EpochSeconds,
): readonly Deadline[] {
  const within = (hours: number): { readonly due: EpochSeconds } => ({
    due: epochSeconds(aware + hours * hour),
  })
  switch (jurisdiction) {
    case 'health_data_space':
      return [
        { id: 'gdpr_33', law: 'GDPR (EU) 2016/679, Art. 33(1)', ...within(72) },
        { id: 'gdpr_34', law: 'GDPR (EU) 2016/679, Art. 34(1)' },
      ]
    case 'china':
      return [
        { id: 'pipl_57', law: '《个人信息保护法》第五十七条' },
        { id: 'cac_critical', law: reporting, ...within(1) },
        { id: 'cac_others', law: reporting, ...within(4) },
      ]
    case 'opt_in':
      return [{ id: 'none_known' }]
    default:
      return jurisdiction satisfies never
  }
}

/** Of the Cyberspace Administration, in force since 1 November 2025; of incidents that are graded 较大 or above. */
const reporting = '《国家网络安全事件报告管理办法》第四条'
