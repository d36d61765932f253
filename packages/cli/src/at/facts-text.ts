import { epochSeconds, formatDateTime, isJsonObject, type JsonValue } from '@fidecura/base'
import type { AtMessages } from '../messages/at-messages.ts'

/** What only programs read: it is there with `--json`. */
const unread: ReadonlySet<string> = new Set([
  ...['token', 'evidence', 'order', 'request', 'chain', 'credentials', 'content', 'bundle'],
  ...['proof', 'word', 'mandate', 'confirmation', 'nonce', 'digest', 'thumbprint', 'place'],
  ...['link', 'witnesses', 'rule'],
])

/** Lists and things in words: a line for each member that people read, and an empty one between two things. */
export function factsText(value: JsonValue, messages: AtMessages): string {
  if (!Array.isArray(value)) return linesOf(value, messages).join('\n')
  const texts = value.map((each) => linesOf(each, messages).join('\n'))
  return texts.length === 0 ? messages.none : texts.join('\n\n')
}

function linesOf(value: JsonValue, messages: AtMessages, within = ''): readonly string[] {
  if (!isJsonObject(value)) return [`${within}${said(value, messages)}`]
  return Object.entries(value).flatMap(([name, member]) => {
    // An evidence id is for people; what shows who somebody is, for programs.
    const isId = name === 'evidence' && typeof member === 'string'
    if ((unread.has(name) && !isId) || member === undefined) return []
    const label = messages.members[name] ?? name
    const text = textOf(name, member, messages)
    if (text !== undefined) return text === '' ? [] : [`${within}${label}: ${text}`]
    const inner = Array.isArray(member)
      ? member.flatMap((each) => [...linesOf(each, messages, `${within}  `)])
      : linesOf(member, messages, `${within}  `)
    return inner.length === 0 ? [] : [`${within}${label}:`, ...inner]
  })
}

/** In one line, if it goes into one. */
function textOf(name: string, member: JsonValue, messages: AtMessages): string | undefined {
  if (typeof member === 'number' && isInstant(name)) return formatDateTime(epochSeconds(member))
  if (!isJsonObject(member) && !Array.isArray(member)) return said(member, messages)
  if (Array.isArray(member)) {
    const parts = member.map((each) => short(each))
    return parts.every((each) => each !== undefined) ? parts.join(', ') : undefined
  }
  return short(member)
}

function isInstant(name: string): boolean {
  return /(?:At|Until|From|NotBefore|^at|^until)$/.test(name)
}

/** Of somebody the name, of a code its display, of a number the value. */
function short(value: JsonValue): string | undefined {
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  if (!isJsonObject(value)) return undefined
  const { did, name, system, code, display, value: number } = value
  if (typeof did === 'string' && typeof name === 'string')
    return name === '' ? did : `${name} (${did})`
  if (typeof system === 'string' && typeof code === 'string') return String(display ?? code)
  if (typeof system === 'string' && typeof number === 'string') return number
  return undefined
}

function said(value: JsonValue, { values }: AtMessages): string {
  return values[String(value)] ?? String(value)
}
