import { CodedError, type JsonValue } from '@fidecura/base'
import type { Environment } from './environment.ts'
import { messagesOf } from './messages/messages.ts'
import { UsageError } from './usage-error.ts'

export interface Output {
  readonly json: boolean
  /** What the command is for: the text for a person, or one JSON document with `--json`. */
  result(text: string, json: JsonValue): void
  /** A file that a program reads, exactly as it is. */
  document(text: string, json: JsonValue): void
  /** What must be seen before something is signed: on stderr, also with `--json`. */
  show(text: string): void
  /** What goes on meanwhile; silent with `--json`. */
  progress(text: string): void
}

export function createOutput({ stdout, stderr }: Environment, json: boolean): Output {
  return {
    json,
    result: (text, value) => void stdout.write(json ? jsonText(value) : `${harmless(text)}\n`),
    document: (text, value) => void stdout.write(json ? jsonText(value) : text),
    show: (text) => void stderr.write(`${harmless(text)}\n`),
    progress: (text) => void (json || stderr.write(`${harmless(text)}\n`)),
  }
}

/** Without what commands a terminal: parts of the text come from tokens, and files have any name. */
function harmless(text: string): string {
  return text.replace(commands, '\ufffd')
}

const commands = /(?!\n)[\p{Cc}\p{Bidi_Control}]/gu

/** JSON leaves the upper control characters as they are, which some terminals obey, too. */
function jsonText(value: JsonValue): string {
  const escaped = (character: string): string =>
    `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  return `${JSON.stringify(value, undefined, 2).replace(commands, escaped)}\n`
}

/** Says what went wrong: in words on stderr, or as `{ error: { code, outcome, place } }` on stdout. */
export function printError(error: unknown, environment: Environment, json: boolean): void {
  // What is not ours is a defect; its text may quote anything, so only its kind is said.
  const coded = CodedError.is(error) ? error : undefined
  const code = coded?.code ?? 'internal_error'
  const takes = UsageError.is(error) ? error.takes : []
  if (json) {
    const place = coded?.place
    const shown = {
      code,
      outcome: coded?.outcome ?? 'unknown',
      ...(place === undefined ? {} : { place }),
      ...(takes.length === 0 ? {} : { takes: [...takes] }),
    }
    environment.stdout.write(jsonText({ error: shown }))
    return
  }
  const messages = messagesOf(environment.language)
  const text = messages.error(code, coded?.message ?? 'Unexpected failure', coded?.place)
  const hint = messages.hints[code]
  const lines = [
    text,
    ...(hint === undefined ? [] : [hint]),
    ...(takes.length === 0 ? [] : [messages.takes(takes.join(', '))]),
  ]
  environment.stderr.write(`${harmless(lines.join('\n'))}\n`)
}
