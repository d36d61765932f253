import { createHash } from 'node:crypto'
import { type Json, mutateJson, wildValue } from './mutate-json.ts'
import { canary, mutateBytes, mutateText, randomText } from './mutate-text.ts'
import type { Random } from './random.ts'

/**
 * How a sample is built, so that it is changed in its parts and put together again: bytes; text; a JSON
 * text; a compact JWS; one with disclosures; one JSON text a line.
 */
export type Grammar = 'bytes' | 'text' | 'json' | 'jws' | 'sd-jwt' | 'json-lines'

// What reads more, lists and bundles, takes time in proportion: about 20 ms for each MiB of JSON.
const maxBytes = 1_048_576

/** At most 1 MiB. Half of them change the parts of a sample; the others know nothing of its grammar, or of it. */
export function caseOf(
  grammar: Grammar,
  samples: readonly [Uint8Array, ...Uint8Array[]],
  random: Random,
): Uint8Array {
  return anyCaseOf(grammar, samples, random).subarray(0, maxBytes)
}

function anyCaseOf(
  grammar: Grammar,
  samples: readonly [Uint8Array, ...Uint8Array[]],
  random: Random,
): Uint8Array {
  const sample = random.pick(samples)
  const other = random.pick(samples)
  if (random.once(10)) {
    const text = Buffer.from(randomText(random))
    return random.once(3) ? mutateBytes(text, random) : text
  }
  if (grammar === 'bytes') return mutateBytes(sample, random)
  const [text, otherText] = [textOf(sample), textOf(other)]
  const mutated =
    grammar === 'text' || random.once(4)
      ? mutateText(text, otherText, random)
      : mutateParts(grammar, text, otherText, random)
  const bytes = Buffer.from(mutated)
  return random.once(12) ? mutateBytes(bytes, random) : bytes
}

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString()

function mutateParts(
  grammar: Exclude<Grammar, 'bytes' | 'text'>,
  text: string,
  other: string,
  random: Random,
): string {
  switch (grammar) {
    case 'json':
      return mutateJsonText(text, other, random)
    case 'jws':
      return mutateJws(text, other, random)
    case 'sd-jwt':
      return random.once(2) ? mutateDisclosure(text, random) : mutateJws(text, other, random)
    case 'json-lines': {
      const lines = text.trimEnd().split('\n')
      const at = random.int(lines.length)
      if (random.once(6)) lines.splice(at, 1, ...lines.slice(0, random.int(lines.length + 1)))
      else lines[at] = mutateJsonText(lines[at] ?? '', other.split('\n')[0] ?? '', random)
      return lines.join('\n')
    }
  }
}

function mutateJsonText(text: string, other: string, random: Random): string {
  const [value, otherValue] = [parse(text), parse(other)]
  if (value === undefined) return mutateText(text, other, random)
  if (random.once(30)) return JSON.stringify(wildValue(random))
  const written = JSON.stringify(mutateJson(value, otherValue ?? null, random))
  if (!random.once(6)) return written
  // What no object can hold: one member twice, an escaped name, space where nobody puts it.
  const doubled = written.replace('{', `{${/"[^"]*":/.exec(written)?.[0] ?? '"a":'}"${canary}",`)
  return random.pick([doubled, written.replace(/"(\w)/, '"\\u00e$1'), written.replace(':', ' :\t')])
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

const decode = (segment: string): string => Buffer.from(segment, 'base64url').toString()
const encode = (text: string): string => Buffer.from(text).toString('base64url')

/** Header or payload change; signature and what follows stay. */
function mutateJws(token: string, other: string, random: Random): string {
  const end = token.indexOf('~') === -1 ? token.length : token.indexOf('~')
  const parts = token.slice(0, end).split('.')
  const others = (other.split('~')[0] ?? '').split('.')
  const at = random.once(4) ? 0 : 1
  const json = mutateJsonText(decode(parts[at] ?? ''), decode(others[at] ?? ''), random)
  parts[at] = encode(json)
  return parts.join('.') + token.slice(end)
}

/** Its digest changes with it, wherever it stands, so that it is looked at. */
function mutateDisclosure(token: string, random: Random): string {
  const [compact = '', ...rest] = token.split('~')
  const at = random.int(Math.max(rest.length - 1, 1))
  const disclosure = rest[at] ?? ''
  const [header = '', payload = '', signature = ''] = compact.split('.')
  const fresh = encode(mutateJsonText(decode(disclosure), decode(disclosure), random))
  const changed = decode(payload).replace(digestOf(disclosure), digestOf(fresh))
  rest[at] = fresh
  return [`${header}.${encode(changed)}.${signature}`, ...rest].join('~')
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64url')
