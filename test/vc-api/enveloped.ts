import { isJsonObject, type JsonObject, type JsonValue } from '@fidecura/base'

const contextV2 = 'https://www.w3.org/ns/credentials/v2'
const kinds = {
  credential: ['EnvelopedVerifiableCredential', 'data:application/vc+jwt,'],
  presentation: ['EnvelopedVerifiablePresentation', 'data:application/vp+jwt,'],
} as const

/** A secured text as VC API bodies hold it: JSON as it is, a token in an envelope. VCDM 2.0 §4.13.1. */
export function enclose(text: string): JsonObject {
  if (text.startsWith('{')) return JSON.parse(text)
  const [type, prefix] = kinds.credential
  return { '@context': [contextV2], id: `${prefix}${text}`, type }
}

/** The text that a body holds, as verifiers take it, or undefined. */
export function openBody(
  value: JsonValue | undefined,
  kind: keyof typeof kinds,
): string | undefined {
  if (typeof value === 'string') return value
  if (!isJsonObject(value)) return undefined
  const [type, prefix] = kinds[kind]
  if (value['type'] !== type) return JSON.stringify(value)
  const { id, '@context': context } = value
  const isFirst = (Array.isArray(context) ? context[0] : context) === contextV2
  return isFirst && typeof id === 'string' && id.startsWith(prefix)
    ? id.slice(prefix.length)
    : undefined
}
