import type { JsonObject } from '@fidecura/base'
import type { Effect, TimeSpan } from '../terms.ts'
import { isWhole } from './known-members.ts'
import { malformed, note, type Source, textAt } from './source.ts'

/**
 * Reads a FHIR Period. Its end is inclusive to the precision it is written in. Without a zone, a
 * permit gets only what lies within the period in every zone, a denial what lies in it in any.
 *
 * @returns `undefined` if nothing is left of a permit's period, or it says what is not understood.
 */
export function readPeriod(
  source: Source,
  period: JsonObject,
  effect: Effect,
  place: string,
): TimeSpan | undefined {
  if (!isWhole(period, 'Period')) return undefined
  const start = readEdge(source, period, 'start', effect, place)
  const end = readEdge(source, period, 'end', effect, place)
  if (start === undefined && end === undefined) throw malformed(place)
  if (start !== undefined && end !== undefined && start >= end) return undefined
  return { ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) }
}

const dateTime =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2}):(\d{2})(?:\.\d{1,9})?(Z|[+-]\d{2}:\d{2})?)?)?)?$/

// The zones in use reach from twelve hours behind UTC to fourteen ahead of it.
const farthestBehind = 12 * 3600
const farthestAhead = 14 * 3600

function readEdge(
  source: Source,
  period: JsonObject,
  edge: 'start' | 'end',
  effect: Effect,
  place: string,
): number | undefined {
  const here = `${place}/${edge}`
  const text = textAt(period, edge, place)
  if (text === undefined) return undefined
  const [first, last, zoned] = unitOf(text, here)
  // A permit starts late and ends early; a denial the other way round.
  const late = (edge === 'start') === (effect === 'permit')
  const instant = edge === 'start' ? first : effect === 'permit' && zoned ? first : last
  if (zoned) return instant
  note(source, 'zone_missing', here)
  return late ? instant + farthestBehind : instant - farthestAhead
}

/** The first second of the year, month, day or second, the first after it, and whether a zone is named. */
function unitOf(text: string, place: string): readonly [number, number, boolean] {
  const match = dateTime.exec(text)
  if (match === null) throw malformed(place)
  const [year, month, day, hour, minute, second] = match
    .slice(1, 7)
    .map((part) => (part === undefined ? undefined : Number(part)))
  const fields = [
    year ?? 0,
    (month ?? 1) - 1,
    day ?? 1,
    hour ?? 0,
    minute ?? 0,
    second ?? 0,
  ] as const
  const first = utc(fields)
  assertCalendar(first, fields, place)
  if (hour !== undefined) {
    const offset = zoneOffset(match[7])
    return [first - (offset ?? 0), first - (offset ?? 0) + 1, offset !== undefined]
  }
  if (day !== undefined) return [first, first + 86_400, false]
  if (month !== undefined) return [first, utc([fields[0], fields[1] + 1, 1, 0, 0, 0]), false]
  return [first, utc([fields[0] + 1, 0, 1, 0, 0, 0]), false]
}

type Fields = readonly [number, number, number, number, number, number]

function utc([year, month, day, hour, minute, second]: Fields): number {
  const date = new Date(0)
  // Date.UTC would take the years 0 to 99 for those of the last century.
  date.setUTCFullYear(year, month, day)
  date.setUTCHours(hour, minute, second)
  return date.getTime() / 1000
}

/** A field out of its range carries over into the next one, so it does not come back. */
function assertCalendar(
  seconds: number,
  [year, month, day, hour, minute]: Fields,
  place: string,
): void {
  const date = new Date(seconds * 1000)
  const same =
    date.getUTCFullYear() === year &&
    date.getUTCMonth() === month &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute
  if (!same) throw malformed(place)
}

function zoneOffset(zone: string | undefined): number | undefined {
  if (zone === undefined) return undefined
  if (zone === 'Z') return 0
  const seconds = Number(zone.slice(1, 3)) * 3600 + Number(zone.slice(4)) * 60
  return zone.startsWith('-') ? -seconds : seconds
}
