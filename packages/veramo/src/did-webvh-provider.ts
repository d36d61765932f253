import { type Clock, type EpochSeconds, epochSeconds, type JsonObject } from '@fidecura/base'
import { createDidDocument, type Did, parseDid, type Signer } from '@fidecura/identity'
import { createDidLog, deactivateDidLog, updateDidLog } from '@fidecura/identity/webvh'
import type { IIdentifier, IKey } from '@veramo/core-types'
import type { AbstractIdentifierProvider } from '@veramo/did-manager'
import { VeramoError } from './errors.ts'
import {
  deleteKeys,
  type IdentifierProviderOptions,
  type KeyContext,
  keyForIdentifier,
  refuseChange,
} from './identifier-provider.ts'
import { signerOfManagedKey } from './kms-signer.ts'
import { publicJwkOf } from './managed-key.ts'

/** Where the logs of our did:webvh lie: `did.jsonl`, whole. */
export interface DidLogStore {
  read(did: string): Promise<string | undefined>
  /** Resolves once it is served. */
  write(did: string, log: string): Promise<void>
}

/** Where keys are made, and where logs are kept. */
export interface DidWebvhProviderOptions extends IdentifierProviderOptions {
  readonly clock: Clock
  readonly logs: DidLogStore
}

const method = 'did:webvh'

/**
 * Lets Veramo's `DIDManager` make did:webvh identifiers, whose history shows every change of keys.
 * The alias is where the log is served. The identifier's `controllerKeyId` is an Ed25519 key that
 * signs the log and stands in no document; the others sign as the DID.
 *
 * Deleting one ends the DID for good. Changes need a second of their own. For witnesses and keys
 * committed to in advance, write the log with `@fidecura/identity/webvh`.
 *
 * @throws {@link VeramoError} from its methods: `identifier_alias_missing`, `key_not_found`,
 *   `key_type_unsupported`, `identifier_log_missing`; `operation_unsupported` for services and the
 *   key of the log; IdentityError `did_malformed`, `did_url_malformed`, those of `updateDidLog`.
 */
export function createDidWebvhProvider(
  options: DidWebvhProviderOptions,
): AbstractIdentifierProvider {
  const { clock, logs } = options
  const versionTime = (): EpochSeconds => epochSeconds(Math.floor(clock()))

  const change = async (identifier: IIdentifier, keys: readonly IKey[], context: KeyContext) => {
    const { did } = identifier
    const log = await logOf(did, logs)
    const document = await documentOf(parseDid(did), keys)
    const signer = await controllerOf(identifier, context)
    const update = { signer, versionTime: versionTime() }
    const next = await updateDidLog(log, {
      ...update,
      document: (current) => ({ ...current, ...document }),
    })
    await logs.write(did, next.log)
    return true
  }

  return Object.freeze({
    async createIdentifier(args, context) {
      const { kms = options.kms, alias, options: wishes } = args
      if (alias === undefined || alias === '') {
        throw new VeramoError('identifier_alias_missing', 'A did:webvh is named by its alias')
      }
      const { key, publicKey: jwk } = await keyForIdentifier(kms, wishes, context)
      const { key: controller } = await keyForIdentifier(kms, { keyType: 'Ed25519' }, context)
      const { did, log } = await createDidLog({
        signer: await signerOfManagedKey(controller, context.agent),
        location: alias,
        versionTime: versionTime(),
        document: (name) => createDidDocument({ did: name, keys: [{ fragment: key.kid, jwk }] }),
      })
      await logs.write(did, log)
      return { did, controllerKeyId: controller.kid, keys: [key, controller], services: [] }
    },
    async deleteIdentifier(identifier, context) {
      const { did } = identifier
      const signer = await controllerOf(identifier, context)
      const ended = { signer, versionTime: versionTime() }
      const { log } = await deactivateDidLog(await logOf(did, logs), ended)
      await logs.write(did, log)
      return deleteKeys(identifier, context)
    },
    updateIdentifier: refuseChange,
    async addKey({ identifier, key }, context) {
      return change(identifier, [...signingKeys(identifier), key], context)
    },
    async removeKey({ identifier, kid }, context) {
      // Without it nothing could be changed any more.
      if (kid === identifier.controllerKeyId) return refuseChange()
      const left = signingKeys(identifier).filter((key) => key.kid !== kid)
      return change(identifier, left, context)
    },
    addService: refuseChange,
    removeService: refuseChange,
    matchPrefix: (prefix: string) => prefix === method || prefix.startsWith(`${method}:`),
  } satisfies AbstractIdentifierProvider)
}

function signingKeys({ keys, controllerKeyId }: IIdentifier): readonly IKey[] {
  return keys.filter(({ kid }) => kid !== controllerKeyId)
}

async function controllerOf(
  { keys, controllerKeyId }: IIdentifier,
  { agent }: KeyContext,
): Promise<Signer> {
  const key = keys.find(({ kid }) => kid === controllerKeyId)
  if (key === undefined) throw new VeramoError('key_not_found', 'Nothing to sign the log with')
  return signerOfManagedKey(key, agent)
}

async function documentOf(did: Did, keys: readonly IKey[]): Promise<JsonObject> {
  const listed = keys.map(async (key) => ({ fragment: key.kid, jwk: await publicJwkOf(key) }))
  return createDidDocument({ did, keys: await Promise.all(listed) })
}

async function logOf(did: string, logs: DidLogStore): Promise<string> {
  const log = await logs.read(did)
  if (log === undefined) throw new VeramoError('identifier_log_missing', 'No log of this DID')
  return log
}
