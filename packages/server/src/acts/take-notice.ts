import { isJsonObject, parseJson } from '@fidecura/base'
import { ConsentError, type TrustedRegister } from '@fidecura/consent'
import {
  acknowledgeNotice,
  type StatementNotice,
  verifyStatementNotice,
} from '@fidecura/consent/notices'
import { type Did, decodeJws, digestOf } from '@fidecura/identity'
import type { ReceivedNotice } from '../api/bodies.ts'
import { ServerError } from '../errors.ts'
import { type DocumentKind, documentKind } from '../hospital/document-kind.ts'
import type { Hospital } from '../hospital/hospital.ts'
import { keepOnce } from '../hospital/keep-once.ts'
import type { Site } from '../hospital/site.ts'

/** What registers told an organisation of this hospital: by the DID of that organisation. */
export const receivedNotices: DocumentKind<ReceivedNotice> = documentKind('statement_notice')

/**
 * Keeps what a register tells an organisation of this hospital, once, and signs that it came. It changes nothing of
 * what may be read: whoever keeps the record decides that.
 *
 * @returns The acknowledgement; the same for the same notice but for the instant.
 * @throws ServerError `not_found`: for nobody here, or of a register that the settings do not name; those of
 *   `verifyStatementNotice`.
 * @throws ConsentError `notice_mismatch`: another one has its number.
 */
export async function takeNotice(
  hospital: Hospital,
  token: string,
  signal?: AbortSignal,
): Promise<string> {
  const { verifier, store, clock } = hospital
  const { iss, aud } = partiesOf(token)
  const [recipient, register] = [organisationOf(hospital, aud), registerOf(hospital, iss)]
  // Whoever asks for others does not learn who is here.
  if (recipient === undefined || register === undefined) throw notFound()
  const notice = await verifyStatementNotice(token, {
    ...{ verifier, register, recipient: recipient.did, signal },
  })
  await keep(notice)
  const { signer } = recipient
  return acknowledgeNotice(notice, { signer, issuedAt: clock(), signal })

  async function keep({ issuer, sequence, change, ...said }: StatementNotice): Promise<void> {
    const { statement, replaces, registeredAt } = said
    const id = await digestOf(JSON.stringify([issuer, sequence, aud]))
    const body: ReceivedNotice = {
      ...{ id, register: issuer, change, statement, registeredAt, receivedAt: clock() },
      ...(replaces === undefined ? {} : { replaces }),
    }
    const insert = receivedNotices.of(id, body, { subject: aud })
    const found = await keepOnce(store.documents, insert, clock)
    if (found === undefined) return
    const kept = receivedNotices.bodyOf(found)
    if (kept.statement === statement && kept.change === change) return
    // Nothing is signed for that nobody will find here.
    throw new ConsentError('notice_mismatch', 'Another notice has this number')
  }
}

/** The organisation of this name that has its key here. */
export function organisationOf({ site, departments }: Hospital, did: Did): Site | undefined {
  return [site, ...departments.values()].find((each) => each.did === did)
}

/** Its own, or that of a partner. */
function registerOf({ site, settings }: Hospital, did: Did): TrustedRegister | undefined {
  if (did === site.did) return { did, keys: [site.thumbprint] }
  const partner = settings.partners.find(({ register }) => register === did)
  return partner && { did, keys: partner.registerKeys ?? 'any' }
}

/** For finding whose it is; it is verified for exactly those. */
function partiesOf(token: string): { readonly iss: Did; readonly aud: Did } {
  const payload = parseJson(decodeJws(token, { maxBytes: 16_384 }).payload)
  const { iss, aud } = isJsonObject(payload) ? payload : {}
  if (typeof iss === 'string' && typeof aud === 'string')
    return { iss: iss as Did, aud: aud as Did }
  throw notFound()
}

function notFound(): ServerError {
  return new ServerError('not_found', 'Nobody here is to hear of this')
}
