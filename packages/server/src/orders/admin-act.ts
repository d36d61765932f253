import type { Did } from '@fidecura/identity'
import { z } from 'zod'
import type { SettingsAct } from '../hospital/changed-settings.ts'
import { didSchema, jurisdictionSchema, partnerSchema, rootSchema } from '../hospital/settings.ts'
import { publicPlatform } from '../hospital/sign-in-settings.ts'

/** What an administrator may order; what each is for, {@link needsTwo} and the README say. */
export type AdminAct =
  /** Accredits the key that a department has now: after a year, or once its key was changed. */
  | {
      readonly kind: 'accredit_department'
      readonly department: string
      readonly thumbprint: string
    }
  | SettingsAct
  /** Lets a hospital that was put back from a backup go on. */
  | { readonly kind: 'confirm_restore'; readonly at: number }
  /** Signs somebody out, wherever they are signed in here. */
  | { readonly kind: 'end_sessions'; readonly did: Did }
  /** Into the folder that the settings of the service name. */
  | { readonly kind: 'take_backup' }

export type AdminActKind = AdminAct['kind']

const department = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/)
const thumbprint = z.string().regex(/^[\w-]{43}$/)
const platformId = z.string().regex(/^[\w.-]{1,64}$/)

export const adminAct: z.ZodType<AdminAct> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('accredit_department'), department, thumbprint }),
  z.strictObject({ kind: z.literal('add_root'), root: rootSchema }),
  z.strictObject({ kind: z.literal('remove_root'), did: didSchema }),
  z.strictObject({ kind: z.literal('add_partner'), partner: partnerSchema }),
  z.strictObject({ kind: z.literal('remove_partner'), did: didSchema }),
  z.strictObject({ kind: z.literal('add_platform'), platform: publicPlatform }),
  z.strictObject({ kind: z.literal('remove_platform'), id: platformId }),
  z.strictObject({ kind: z.literal('set_jurisdiction'), jurisdiction: jurisdictionSchema }),
  z.strictObject({ kind: z.literal('confirm_restore'), at: z.int() }),
  z.strictObject({ kind: z.literal('end_sessions'), did: didSchema }),
  z.strictObject({ kind: z.literal('take_backup') }),
])

const twoPeople: Readonly<Record<AdminActKind, boolean>> = {
  accredit_department: true,
  add_root: true,
  remove_root: true,
  add_partner: true,
  remove_partner: true,
  add_platform: true,
  remove_platform: true,
  set_jurisdiction: true,
  confirm_restore: true,
  // What it takes away, somebody gets back by signing in; and it must not wait for a second person.
  end_sessions: false,
  // It goes where the machine's own settings say, and shows nothing to whoever orders it.
  take_backup: false,
}

/** Whether an order takes effect only once another administrator has signed it. */
export function needsTwo({ kind }: AdminAct): boolean {
  return twoPeople[kind]
}
