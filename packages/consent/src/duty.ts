import { exactly, listOf, malformed, members, type Read, readCount } from './token-shape.ts'

/** What whoever receives data must do, beside receiving no more than is permitted. */
export type Duty = EraseDuty | RedisclosureDuty | NoticeDuty | FrequencyDuty

/** The data are erased at the latest so long after the access. */
export interface EraseDuty {
  readonly kind: 'erase_by'
  readonly afterSeconds: number
}

/** The data are passed on to nobody. */
export interface RedisclosureDuty {
  readonly kind: 'no_redisclosure'
}

/** The patient is told of the access at the latest so long after it. */
export interface NoticeDuty {
  readonly kind: 'notify_patient'
  readonly withinSeconds: number
}

/** So many accesses in any stretch of this length, and no more. Whoever releases counts them. */
export interface FrequencyDuty {
  readonly kind: 'frequency'
  readonly times: number
  readonly perSeconds: number
}

/** How many duties one rule may carry. */
const maxDuties = 8

const century = 100 * 366 * 86_400

const seconds: Read<number> = (value, place) => {
  const count = readCount(value, place)
  if (count > century) throw malformed(place)
  return count
}

const positive: Read<number> = (value, place) => {
  const count = seconds(value, place)
  if (count === 0) throw malformed(place)
  return count
}

const kinds = {
  erase_by: /* @__PURE__ */ members<EraseDuty>({
    kind: exactly('erase_by'),
    afterSeconds: seconds,
  }),
  no_redisclosure: /* @__PURE__ */ members<RedisclosureDuty>({ kind: exactly('no_redisclosure') }),
  notify_patient: /* @__PURE__ */ members<NoticeDuty>({
    kind: exactly('notify_patient'),
    withinSeconds: seconds,
  }),
  frequency: /* @__PURE__ */ members<FrequencyDuty>({
    kind: exactly('frequency'),
    times: positive,
    perSeconds: positive,
  }),
} as const

const readKind = /* @__PURE__ */ exactly(
  'erase_by',
  'no_redisclosure',
  'notify_patient',
  'frequency',
)

const readDuty: Read<Duty> = (value, place) => {
  const { kind } = Object(value) as { readonly kind?: string }
  return kinds[readKind(kind, `${place}/kind`)](value, place)
}

/** One that is not known is refused: whoever cannot keep it may not receive anything. */
export const readDuties: Read<readonly Duty[]> = (value, place) => {
  const duties = listOf(readDuty, maxDuties)(value, place)
  if (duties.length === 0) throw malformed(place)
  return duties
}

/** Whether keeping one of `kept` keeps each of `asked`. */
export function keepsDuties(kept: readonly Duty[], asked: readonly Duty[]): boolean {
  return asked.every((duty) => kept.some((other) => isAsStrict(other, duty)))
}

function isAsStrict(one: Duty, other: Duty): boolean {
  switch (one.kind) {
    case 'erase_by':
      return other.kind === 'erase_by' && one.afterSeconds <= other.afterSeconds
    case 'no_redisclosure':
      return other.kind === 'no_redisclosure'
    case 'notify_patient':
      return other.kind === 'notify_patient' && one.withinSeconds <= other.withinSeconds
    case 'frequency':
      return (
        other.kind === 'frequency' && one.times <= other.times && one.perSeconds >= other.perSeconds
      )
  }
}
