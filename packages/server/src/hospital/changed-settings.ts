import type { EpochSeconds } from '@fidecura/base'
import type { TrustedRoot } from '@fidecura/credentials'
import type { Did } from '@fidecura/identity'
import { ServerError } from '../errors.ts'
import { type HospitalSettings, type Partner, parseHospitalSettings } from './settings.ts'
import type { LoopbackDoor, PlatformSettings } from './sign-in-settings.ts'

/** What is ordered of settings and changes them just as it was ordered. */
export type SettingsAct =
  | { readonly kind: 'add_root'; readonly root: TrustedRoot }
  | { readonly kind: 'remove_root'; readonly did: Did }
  | { readonly kind: 'add_partner'; readonly partner: Partner }
  | { readonly kind: 'remove_partner'; readonly did: Did }
  /** Without a secret: files of the machine are nothing that an order knows. */
  | { readonly kind: 'add_platform'; readonly platform: Omit<PlatformSettings, 'secretFile'> }
  | { readonly kind: 'remove_platform'; readonly id: string }
  | {
      readonly kind: 'set_jurisdiction'
      readonly jurisdiction: HospitalSettings['jurisdiction']
    }

/** What an order has changed in the settings of a hospital, once it was carried out. */
export type SettingsChange =
  | SettingsAct
  | {
      readonly kind: 'accredit_department'
      readonly department: string
      /** By the hospital. */
      readonly accreditation: string
    }

/** A change, and when it was carried out. */
export type DatedChange = SettingsChange & { readonly at: EpochSeconds }

/** Whose rules decided at an instant: what was done then is judged by those, and not by today’s. */
export function jurisdictionAt(
  { jurisdiction }: Pick<HospitalSettings, 'jurisdiction'>,
  changes: readonly DatedChange[],
  at: EpochSeconds,
): HospitalSettings['jurisdiction'] {
  let found = jurisdiction
  for (const change of changes) {
    if (change.kind === 'set_jurisdiction' && change.at <= at) found = change.jurisdiction
  }
  return found
}

/**
 * The settings of a hospital as its file has them, with what orders have changed since, one after the other.
 *
 * @param door - That by which the file was opened: an order takes nothing away from what stands in it.
 * @throws ServerError `settings_malformed`: a file that was edited since does not go with them.
 */
export function changedSettings(
  file: HospitalSettings,
  changes: readonly SettingsChange[],
  door: LoopbackDoor = {},
): HospitalSettings {
  if (changes.length === 0) return file
  const changed = changes.reduce(changedBy, file)
  return parseHospitalSettings(JSON.parse(JSON.stringify(changed)), door)
}

/** Whatever was there before: an order says how it is to be. */
function changedBy(settings: HospitalSettings, change: SettingsChange): HospitalSettings {
  const { roots, partners, signIn, departments } = settings
  switch (change.kind) {
    case 'accredit_department':
      return {
        ...settings,
        departments: departments.map((each) =>
          each.id === change.department ? { ...each, accreditation: change.accreditation } : each,
        ),
      }
    case 'add_root':
      return { ...settings, roots: [...without(roots, change.root.did), change.root] }
    case 'remove_root':
      return { ...settings, roots: without(roots, change.did) }
    case 'add_partner':
      return { ...settings, partners: [...without(partners, change.partner.did), change.partner] }
    case 'remove_partner':
      return { ...settings, partners: without(partners, change.did) }
    case 'add_platform':
    case 'remove_platform': {
      if (signIn === undefined) return settings
      const id = change.kind === 'add_platform' ? change.platform.id : change.id
      const rest = signIn.platforms.filter((each) => each.id !== id)
      const platforms = change.kind === 'add_platform' ? [...rest, change.platform] : rest
      return { ...settings, signIn: { ...signIn, platforms } }
    }
    case 'set_jurisdiction':
      return { ...settings, jurisdiction: change.jurisdiction }
    default:
      return change satisfies never
  }
}

function without<T extends { readonly did: Did }>(all: readonly T[], did: Did): readonly T[] {
  return all.filter((each) => each.did !== did)
}

/**
 * Tells what would change nothing, or leave the hospital without what it stands on, before anybody signs a second time.
 *
 * @param ownRoot - Who has accredited the hospital: without it nobody’s role would count, the administrators’ included.
 * @throws ServerError `order_inapplicable`, with the member.
 */
export function assertApplicable(
  settings: HospitalSettings,
  act: SettingsAct,
  ownRoot: Did | undefined,
): void {
  const place = faultOf(settings, act, ownRoot)
  if (place !== undefined) throw inapplicable(place)
}

function faultOf(
  { roots, partners, signIn }: HospitalSettings,
  act: SettingsAct,
  ownRoot: Did | undefined,
): string | undefined {
  const among = (all: readonly { readonly did: Did }[], did: Did): boolean =>
    all.some((each) => each.did === did)
  const { platforms = [] } = signIn ?? {}
  switch (act.kind) {
    case 'add_root':
      return among(roots, act.root.did) ? '/root' : undefined
    case 'remove_root':
      return among(roots, act.did) && act.did !== ownRoot ? undefined : '/did'
    case 'add_partner':
      return among(partners, act.partner.did) ? '/partner' : undefined
    case 'remove_partner':
      return among(partners, act.did) ? undefined : '/did'
    case 'add_platform': {
      const isNew = platforms.every(({ id }) => id !== act.platform.id)
      return signIn !== undefined && isNew ? undefined : '/platform/id'
    }
    case 'remove_platform': {
      const isThere = platforms.some(({ id }) => id === act.id)
      return isThere && platforms.length > 1 ? undefined : '/id'
    }
    case 'set_jurisdiction':
      return undefined
    default:
      return act satisfies never
  }
}

export function inapplicable(place: string): ServerError {
  return new ServerError('order_inapplicable', 'Would change nothing, or too much', { place })
}
