import type { JsonObject } from '@fidecura/base'
import {
  createDidDocument,
  type Did,
  type DidDocumentKey,
  didWebUrl,
  parseDid,
  parseDidUrl,
} from '@fidecura/identity'
import type { IIdentifier } from '@veramo/core-types'
import type { AbstractIdentifierProvider } from '@veramo/did-manager'
import { VeramoError } from './errors.ts'
import {
  deleteKeys,
  type IdentifierProviderOptions,
  keyForIdentifier,
  refuseChange,
} from './identifier-provider.ts'
import { publicJwkOf } from './managed-key.ts'

const method = 'did:web'

/**
 * Lets Veramo's `DIDManager` make did:web identifiers. The alias is what follows `did:web:`. Host
 * what {@link didWebDocumentOf} writes, and again after every change of keys: nothing is signed
 * under a key that the hosted document does not list.
 *
 * @throws {@link VeramoError} from its methods: `identifier_alias_missing`, `key_not_found`,
 *   `key_type_unsupported`, `operation_unsupported` for services; IdentityError `did_malformed`,
 *   `did_url_malformed`: a `kid` that cannot stand behind `#`.
 */
export function createDidWebProvider(
  options: IdentifierProviderOptions,
): AbstractIdentifierProvider {
  return Object.freeze({
    async createIdentifier(args, context) {
      const { kms = options.kms, alias, options: wishes } = args
      const did = didOfAlias(alias)
      const { key } = await keyForIdentifier(kms, wishes, context)
      parseDidUrl(`${did}#${key.kid}`)
      return { did, controllerKeyId: key.kid, keys: [key], services: [] }
    },
    deleteIdentifier: deleteKeys,
    updateIdentifier: refuseChange,
    async addKey({ identifier, key }) {
      parseDidUrl(`${identifier.did}#${key.kid}`)
      await publicJwkOf(key)
      return true
    },
    // The key leaves the document; whoever keeps it may delete it in the key manager.
    removeKey: async () => true,
    addService: refuseChange,
    removeService: refuseChange,
    matchPrefix: (prefix: string) => prefix === method || prefix.startsWith(`${method}:`),
  } satisfies AbstractIdentifierProvider)
}

/**
 * Writes the document that the host of a did:web serves: every key of the identifier under its
 * `kid`.
 *
 * @throws {@link VeramoError} `key_type_unsupported`; those of `createDidDocument`.
 */
export async function didWebDocumentOf({
  did,
  keys,
}: Pick<IIdentifier, 'did' | 'keys'>): Promise<JsonObject> {
  const listed: DidDocumentKey[] = []
  for (const key of keys) listed.push({ fragment: key.kid, jwk: await publicJwkOf(key) })
  return createDidDocument({ did: parseDid(did), keys: listed })
}

function didOfAlias(alias: string | undefined): Did {
  if (alias === undefined || alias === '') {
    throw new VeramoError('identifier_alias_missing', 'A did:web is named by its alias')
  }
  const did = parseDid(`${method}:${alias}`)
  // Refuses what could not be asked for: addresses, folders that lead elsewhere.
  didWebUrl(did)
  return did
}
