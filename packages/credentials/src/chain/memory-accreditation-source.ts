import type { Did } from '@fidecura/identity'
import { type DecodeCredentialOptions, decodeEither } from '../decode-credential.ts'
import { type Hop, maxHopLength, readHop } from '../hop.ts'
import { type AccreditationSource, aboveOf } from './accreditation-source.ts'

/**
 * Hands out those of many accreditations that may lead to an issuer, such as of a trust bundle or of
 * an organisation's own files. What cannot be read is passed over, since it grants nothing.
 *
 * @param tokens - Compact, in any order, any number. They are read once, when first needed.
 */
export function createMemoryAccreditationSource(
  tokens: readonly string[],
  options: Pick<DecodeCredentialOptions, 'formats'> = {},
): AccreditationSource {
  let reading: Promise<ReadonlyMap<Did, readonly Hop[]>> | undefined
  return {
    isLocal: true,
    async find({ issuer, links, chain, room }) {
      reading ??= readAll([...tokens], options)
      const bySubject = await reading
      const known = new Set(chain)
      const found: Hop[] = []
      // Those nearest to the issuer come first, should there be more than may be added.
      const holders = aboveOf(issuer, links)
      for (const holder of holders) {
        for (const hop of bySubject.get(holder) ?? []) {
          holders.add(hop.issuer)
          if (!known.has(hop.token)) found.push(hop)
          known.add(hop.token)
          if (found.length >= room) return found.map(({ token }) => token)
        }
      }
      return found.map(({ token }) => token)
    },
  }
}

async function readAll(
  tokens: readonly string[],
  options: DecodeCredentialOptions,
): Promise<ReadonlyMap<Did, readonly Hop[]>> {
  const bySubject = new Map<Did, Hop[]>()
  for (const token of tokens) {
    const hop = await readOrPass(token, options)
    if (hop === undefined) continue
    const others = bySubject.get(hop.subject)
    if (others === undefined) bySubject.set(hop.subject, [hop])
    else others.push(hop)
  }
  return bySubject
}

async function readOrPass(
  token: string,
  options: DecodeCredentialOptions,
): Promise<Hop | undefined> {
  try {
    if (token.length > maxHopLength) return undefined
    return readHop(token, await decodeEither(token, options))
  } catch {
    return undefined
  }
}
