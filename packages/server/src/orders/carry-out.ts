import { decodeCredential, parseIssuingAccreditationClaims } from '@fidecura/credentials'
import { type Did, decodeJws, verifyDidJws } from '@fidecura/identity'
import type { DocumentChange, KeptDocument } from '@fidecura/store'
import type { AdminOrderItem } from '../api/bodies.ts'
import { accreditAnew } from '../found/accredit.ts'
import {
  assertApplicable,
  changedSettings,
  inapplicable,
  type SettingsChange,
} from '../hospital/changed-settings.ts'
import type { Hospital } from '../hospital/hospital.ts'
import { letRestoredGo, oneMoreChange } from '../hospital/kept-changes.ts'
import type { Site } from '../hospital/site.ts'
import { takeBackup, withoutFolder } from '../hospital/take-backup.ts'
import { type Call, changedMeanwhile } from '../http/call.ts'
import type { AdminAct } from './admin-act.ts'
import type { AdminOrder } from './admin-order.ts'
import { orders } from './kept-order.ts'

/** Before anybody signs a second time, and again before it is done. @throws ServerError `order_inapplicable`, `not_configured`. */
export async function assertPossible(hospital: Hospital, act: AdminAct): Promise<void> {
  const { settings, backup, changes } = hospital
  switch (act.kind) {
    case 'accredit_department':
      return void ownSite(hospital, act)
    case 'end_sessions':
      return
    case 'take_backup':
      if (backup === undefined) throw withoutFolder()
      return
    case 'confirm_restore':
      if (changes.restoredAt() === act.at) return
      throw inapplicable('/at')
    default:
      assertApplicable(settings, act, await ownRootOf(hospital))
  }
}

/**
 * Does what was ordered. What an order changes is written in one step with the order that it is by: so it is carried out
 * once, or not at all.
 *
 * @param kept - The order as it waited. Absent: it is for one.
 */
export async function carryOut(
  call: Call,
  { id, act }: AdminOrder,
  item: AdminOrderItem,
  kept: KeptDocument | undefined,
): Promise<AdminOrderItem> {
  const { hospital, now } = call
  const { more, ...shown } = await effectOf(call, act)
  const done: AdminOrderItem = { ...item, ...shown, state: 'done', doneAt: now }
  const document = orders.of(id, { item: done }, { state: done.state })
  const change: DocumentChange =
    kept === undefined
      ? { insert: document }
      : { replace: document, version: kept.version, number: kept.number }
  const { documents } = call.acting('update', { objects: [{ type: 'Task', id }] })
  if (!(await documents.write([change, ...more], now))) throw changedMeanwhile()
  await hospital.changes.renew()
  return done
}

interface Effect {
  /** To be written with the order. */
  readonly more: readonly DocumentChange[]
  readonly backup?: string
}

async function effectOf(call: Call, act: AdminAct): Promise<Effect> {
  const { hospital, now } = call
  switch (act.kind) {
    case 'accredit_department': {
      const accreditation = await accredited(call, ownSite(hospital, act))
      return change(hospital, { ...act, accreditation })
    }
    case 'end_sessions':
      return { more: await sessionsOf(call, act.did) }
    case 'confirm_restore':
      return { more: [letRestoredGo()] }
    case 'take_backup':
      return { more: [], backup: await takeBackup(hospital) }
    default:
      return change(hospital, act)
  }

  async function change(of: Hospital, made: SettingsChange | (SettingsChange & AdminAct)) {
    const known = await of.changes.read()
    // What could not be opened is not written: the hospital would not start again.
    changedSettings(of.settings, [made], of.door)
    return { more: [await oneMoreChange(known, made, { ...of.site, clock: () => now })] }
  }
}

/** As the hospital has accredited it before, which stands in its settings. */
async function accredited(call: Call, department: Site): Promise<string> {
  const { hospital, now } = call
  const { site, directory } = hospital
  const { did, name, thumbprint, chain } = department
  const jws = decodeJws(chain.at(-1) ?? '', { maxBytes: 65_536 })
  // Its time may be over, and its key have been changed: that the hospital has written it counts.
  await verifyDidJws(jws, {
    ...{ issuer: site.did, typ: 'vc+jwt', relationship: 'assertionMethod' },
    ...{ resolve: directory.resolve, at: now, now },
  })
  const { credential } = await decodeCredential(chain.at(-1) ?? '')
  if (credential.subject !== did) throw inapplicable('/department')
  const claims = parseIssuingAccreditationClaims(credential.claims)
  const ports = call.acting('issue', { objects: [{ type: 'Organization', id: did }] })
  return accreditAnew(site.issuer(ports), { did, name, thumbprint }, claims, now)
}

/** The department whose key was named: whoever signs has compared it, and whoever exchanges it afterwards has nothing. */
function ownSite(
  { departments }: Hospital,
  { department, thumbprint }: Extract<AdminAct, { readonly kind: 'accredit_department' }>,
): Site {
  const site = departments.get(department)
  if (site === undefined) throw inapplicable('/department')
  if (site.thumbprint !== thumbprint) throw inapplicable('/thumbprint')
  return site
}

/** Who has accredited the hospital, or whoever accredited them. */
async function ownRootOf({ settings, site }: Hospital): Promise<Did> {
  const [first] = settings.chain
  if (first === undefined) return site.did
  return (await decodeCredential(first)).credential.issuer
}

const most = 200

/** However many there are: whoever has somebody’s key may have opened as many as they liked. */
async function sessionsOf(
  { hospital, now }: Call,
  subject: Did,
): Promise<readonly DocumentChange[]> {
  const { documents } = hospital.store
  for (;;) {
    const found = await documents.list('session', { subject, limit: most, now })
    const changes = found.map(({ id }) => ({ remove: { kind: 'session', id } }))
    if (found.length < most) return changes
    if (!(await documents.write(changes, now))) throw changedMeanwhile()
  }
}
