import { nameText } from '@fidecura/base'
import { placeOfDid } from '@fidecura/credentials/display'
import type { Asker } from '@fidecura/openid/wallet'
import type { Configuration } from '@fidecura/server/client'

/** Who asks, as people read it: what was proven, and nothing that they say of themselves. */
export interface AskerShown {
  /** By the hospital's word, or by that of whoever certified them. Undefined: nobody vouches for a name. */
  readonly name: string | undefined
  /** What the name stands on. */
  readonly by: 'hospital' | 'certificate' | 'nobody'
  /** A domain, or the beginning and end of a key. */
  readonly place: string
  /** Only a key is known, and no place on the web that it belongs to. */
  readonly isKeyOnly: boolean
}

export function askerShown(asker: Asker, configuration: Configuration | undefined): AskerShown {
  switch (asker.kind) {
    case 'did': {
      const { custodian, departments = [], partners = [] } = configuration ?? {}
      const known = [...(custodian === undefined ? [] : [custodian]), ...departments, ...partners]
      const name = known.find(({ did }) => did === asker.did)?.name
      const by = name === undefined ? 'nobody' : 'hospital'
      const isKeyOnly = !/^did:(?:web|webvh):/.test(asker.did)
      return { name, by, place: placeOfDid(asker.did), isKeyOnly }
    }
    case 'domain':
    case 'certificate': {
      const { organization, commonName } = asker.certificate.subject
      const name = organization ?? commonName
      const place = asker.kind === 'domain' ? asker.domain : asker.certificate.thumbprint
      return {
        ...{ name: name && nameText(name), by: name === undefined ? 'nobody' : 'certificate' },
        ...{ place, isKeyOnly: asker.kind === 'certificate' },
      }
    }
    case 'unsigned':
      return { name: undefined, by: 'nobody', place: '', isKeyOnly: true }
    default:
      return asker satisfies never
  }
}
