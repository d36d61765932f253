import { type Clock, epochSeconds, type JsonObject } from '@fidecura/base'
import { digestOf } from '@fidecura/identity'
import type { Documents, KeptDocument, NewDocument } from '@fidecura/store'
import { type Adapter, type AdapterPayload, errors } from 'oidc-provider'
import { BridgeError } from './errors.ts'
import { seal, unseal } from './seal.ts'

/** Keeps what the provider keeps, each under a digest of its id and encrypted under the id. */
export function oidcAdapter(name: string, documents: Documents, clock: Clock): Adapter {
  const kind = `bridge.oidc.${name}`
  const uidKind = `${kind}.uid`

  const find = async (id: string): Promise<Found | undefined> => {
    const kept = await documents.find(kind, await digestOf(id), clock())
    const payload = unseal(kept?.body['sealed'], id, kind)
    return kept === undefined || payload === undefined ? undefined : { kept, payload }
  }
  const write = async (id: string, payload: JsonObject, expiresIn: number): Promise<void> => {
    const { grantId, uid } = payload
    const document: NewDocument = {
      ...{ kind, id: await digestOf(id), body: { sealed: seal(payload, id, kind) } },
      expiresAt: epochSeconds(clock() + Math.max(1, Math.floor(expiresIn))),
      ...(typeof grantId === 'string' ? { subject: await digestOf(grantId) } : {}),
    }
    await put(document)
    // Sessions have a second name, by which what hangs on them finds them.
    if (name === 'Session' && typeof uid === 'string') {
      const body = { sealed: seal({ id }, uid, uidKind) }
      await put({ ...document, kind: uidKind, id: await digestOf(uid), body })
    }
  }
  const put = async (document: NewDocument): Promise<void> => {
    for (let tries = 0; tries < 3; tries++) {
      const known = await documents.find(document.kind, document.id, clock())
      const change =
        known === undefined
          ? { insert: document }
          : { replace: document, version: known.version, number: known.number }
      if (await documents.write([change], clock())) return
    }
    throw new BridgeError('bridge_store_failed', 'Others write the same', { outcome: 'unknown' })
  }
  const remove = async (id: string): Promise<void> => {
    await documents.write([{ remove: { kind, id } }], clock())
  }

  return {
    upsert: (id, payload, expiresIn = 1) => write(id, { ...payload } as JsonObject, expiresIn),
    find: async (id) => (await find(id))?.payload as AdapterPayload | undefined,
    async findByUid(uid) {
      const kept = await documents.find(uidKind, await digestOf(uid), clock())
      const named = unseal(kept?.body['sealed'], uid, uidKind)
      const found = typeof named?.['id'] === 'string' ? await find(named['id']) : undefined
      return found?.payload as AdapterPayload | undefined
    },
    // The flow of devices without a browser is off.
    findByUserCode: async () => undefined,
    async consume(id) {
      const found = await find(id)
      // Of two who come with one code at once, both have found it unused, and one of them is first here.
      if (found === undefined || found.payload['consumed'] !== undefined) throw used()
      const { kept, payload } = found
      const { version, number } = kept
      const body = { sealed: seal({ ...payload, consumed: clock() }, id, kind) }
      if (await documents.write([{ replace: { ...kept, body }, version, number }], clock())) return
      throw used()
    },
    destroy: async (id) => remove(await digestOf(id)),
    async revokeByGrantId(grantId) {
      const subject = await digestOf(grantId)
      const page = { subject, limit: 100, now: clock() }
      for (const { id } of await documents.list(kind, page)) await remove(id)
    },
  }
}

interface Found {
  readonly kept: KeptDocument
  readonly payload: JsonObject
}

function used(): Error {
  return new errors.InvalidGrant('used already')
}
