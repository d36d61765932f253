import { nameText } from '@fidecura/base'
import { placeOfDid } from '@fidecura/credentials/display'
import type { Asker, ClientCertificate, OpenedOffer } from '@fidecura/openid/wallet'
import type { Configuration } from '@fidecura/server/client'

/** Who asks or offers, as people read it: what was proven, and by whose word there is a name. */
export interface PartyShown {
  /** Undefined: nobody has one for them. */
  readonly name: string | undefined
  /** What the name stands on. `itself`: on nothing but their own word. */
  readonly by: 'hospital' | 'certificate' | 'itself' | 'nobody'
  /** A domain, or the beginning and end of a key: what is proven. */
  readonly place: string
  /** Only a key is known, and no place on the web that it belongs to. */
  readonly isKeyOnly: boolean
  /** Who certified them, by their name in the certificate. */
  readonly certifiedBy?: string | undefined
  /** Nobody has looked whether the certificate was withdrawn. */
  readonly isRevocationUnknown?: boolean | undefined
}

export function askerShown(asker: Asker, configuration: Configuration | undefined): PartyShown {
  switch (asker.kind) {
    case 'did': {
      const name = nameKnown(asker.did, configuration)
      const by = name === undefined ? 'nobody' : 'hospital'
      const isKeyOnly = !/^did:(?:web|webvh):/.test(asker.did)
      return { name, by, place: placeOfDid(asker.did), isKeyOnly }
    }
    case 'domain':
      return { ...certified(asker.certificate), place: asker.domain, isKeyOnly: false }
    case 'certificate': {
      const { domains, thumbprint } = asker.certificate
      const domain = domains.find((one) => !one.startsWith('*'))
      const place = domain ?? `${thumbprint.slice(0, 8)}…${thumbprint.slice(-8)}`
      return { ...certified(asker.certificate), place, isKeyOnly: domain === undefined }
    }
    case 'unsigned':
      return { name: undefined, by: 'nobody', place: '', isKeyOnly: true }
    default:
      return asker satisfies never
  }
}

/** The host is proven, and so is the hospital's name for whoever signed what it says of itself. */
export function offererShown(
  { issuer }: OpenedOffer,
  configuration: Configuration | undefined,
): PartyShown {
  const { did, host: place, selfAssertedName } = issuer
  const known = did && nameKnown(did, configuration)
  if (known !== undefined) return { name: known, by: 'hospital', place, isKeyOnly: false }
  const name = selfAssertedName && nameText(selfAssertedName)
  return { name: name || undefined, by: name ? 'itself' : 'nobody', place, isKeyOnly: false }
}

function nameKnown(did: string, configuration: Configuration | undefined): string | undefined {
  const { custodian, departments = [], partners = [] } = configuration ?? {}
  const known = [...(custodian === undefined ? [] : [custodian]), ...departments, ...partners]
  return known.find((one) => one.did === did)?.name
}

function certified({ subject, issuer, revocation }: ClientCertificate) {
  const nameOf = ({ organization, commonName }: ClientCertificate['issuer']) => {
    const name = organization ?? commonName
    return (name && nameText(name)) || undefined
  }
  const name = nameOf(subject)
  return {
    name,
    by: name === undefined ? ('nobody' as const) : ('certificate' as const),
    certifiedBy: nameOf(issuer),
    isRevocationUnknown: revocation === 'unknown',
  }
}
