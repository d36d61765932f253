import { deepFreeze, type JsonValue } from '@fidecura/base'

/** As text of an untrusted party arrives: whatever the bytes are. */
export function textOf(input: Uint8Array): string {
  return Buffer.from(input).toString()
}

/** Parsed and frozen, so that a parser that changes its input is found out; a text if it is no JSON. */
export function jsonOf(input: Uint8Array): JsonValue {
  const text = textOf(input)
  try {
    return deepFreeze(JSON.parse(text) as JsonValue)
  } catch {
    return text
  }
}
