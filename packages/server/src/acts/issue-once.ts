import type { Issuer, IssuerContents } from '@fidecura/credentials'
import type { Ports } from '@fidecura/store'
import type { Site } from '../hospital/site.ts'

/** With the id that was written down before, so that a second attempt after a crash makes no second credential. */
export type NamedContents = IssuerContents & { readonly id: string }

/**
 * Issues a credential, unless it was issued.
 *
 * @param ports - Those of the act.
 * @returns Its token.
 */
export async function issueOnce(
  site: Site,
  ports: Pick<Ports, 'issued'>,
  contents: NamedContents,
): Promise<string> {
  const known = await ports.issued.find(site.did, contents.id)
  if (known !== undefined) return known.token
  const issuer: Issuer = site.issuer(ports)
  return (await issuer.issue(contents, { format: 'dc+sd-jwt' })).token
}

export function newCredentialId(): string {
  return `urn:uuid:${crypto.randomUUID()}`
}
