import { isJsonObject, type JsonValue } from '@fidecura/base'
import type { TimeSpan } from '../terms.ts'

/**
 * The time from the earliest to the latest of FHIR dates and periods, in every zone that they may be
 * meant in.
 *
 * @returns `undefined` if there are none, or one that cannot be read: then nothing is known.
 */
export function spanOfTimes(values: readonly JsonValue[]): TimeSpan | undefined {
  if (values.length === 0) return undefined
  let start = Infinity
  let end = -Infinity
  for (const value of values) {
    const span = spanOf(value)
    if (span === undefined) return undefined
    start = Math.min(start, span[0])
    end = Math.max(end, span[1])
  }
  return {
    ...(start === -Infinity ? {} : { start }),
    ...(end === Infinity ? {} : { end }),
  }
}

type Edges = readonly [start: number, end: number]

function spanOf(value: JsonValue): Edges | undefined {
  if (typeof value === 'string') return edgesOf(value)
  if (!isJsonObject(value)) return undefined
  const { start, end } = value
  const first = start === undefined ? always : edgesOfEdge(start)
  const last = end === undefined ? always : edgesOfEdge(end)
  return first === undefined || last === undefined ? undefined : [first[0], last[1]]
}

function edgesOfEdge(value: JsonValue): Edges | undefined {
  return typeof value === 'string' ? edgesOf(value) : undefined
}

const always: Edges = [-Infinity, Infinity]

const dateTime = /^(\d{4})(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/

// The zones in use reach from twelve hours behind UTC to fourteen ahead of it.
const behind = 12 * 3600
const ahead = 14 * 3600

/** FHIR R4 §2.24.0.1: a date is as long as the unit that it is written in. */
function edgesOf(text: string): Edges | undefined {
  const match = dateTime.exec(text)
  if (match === null) return undefined
  const [, , month, day, time, , , zone] = match
  if (time !== undefined) {
    const instant = Date.parse(zone === undefined ? `${text}Z` : text) / 1000
    if (Number.isNaN(instant)) return undefined
    const first = Math.floor(instant)
    // Written without seconds, it may be any of its minute.
    return zone === undefined ? [first - ahead, first + 60 + behind] : [first, first + 60]
  }
  const days = day !== undefined ? 1 : month !== undefined ? 31 : 366
  const first = Date.parse(`${text.slice(0, 10).padEnd(7, '-01').padEnd(10, '-01')}T00:00:00Z`)
  return Number.isNaN(first)
    ? undefined
    : [first / 1000 - ahead, first / 1000 + days * 86_400 + behind]
}
