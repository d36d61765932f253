import { encodeBase64url, encodeUtf8, type JsonObject, type JsonValue } from '@fidecura/base'
import type { Signer } from '@fidecura/identity'

/** Members as a test wants them; an undefined one is left out. */
export type Members = Readonly<Record<string, JsonValue | undefined>>

/** Without the members that are undefined. */
export const written = (members: Members): JsonObject => JSON.parse(JSON.stringify(members))

/** Header and payload as they are given, JSON or not, under a signature of this key. */
export async function jwt(
  header: Members | string,
  payload: JsonValue | Members,
  signer: Signer,
): Promise<string> {
  const input = [header, payload]
    .map((part) => (typeof part === 'string' ? part : JSON.stringify(part)))
    .map((text) => encodeBase64url(encodeUtf8(text)))
    .join('.')
  return `${input}.${encodeBase64url(await signer.sign(encodeUtf8(input), {}))}`
}

/** What our own signing writes. */
export const headerOf = ({ algorithm: alg, keyId: kid }: Signer, typ: string): Members => ({
  alg,
  kid,
  typ,
})

/** Another text, of which each is a signature of the right length at least. */
export function withOtherSignature(compact: string): string {
  return `${compact.slice(0, compact.lastIndexOf('.'))}.${'A'.repeat(86)}`
}
