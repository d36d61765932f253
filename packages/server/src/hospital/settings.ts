import {
  allowLoopbackHttp,
  assertAllowedUrl,
  isJsonObject,
  isLoopbackPage,
  type JsonValue,
} from '@fidecura/base'
import { areTwoPeople, type Identifier, personOf, type TrustedRoot } from '@fidecura/credentials'
import type { Did } from '@fidecura/identity'
import { z } from 'zod'
import type { Staffing } from '../api/bodies.ts'
import { ServerError } from '../errors.ts'
import {
  clashOfPlatforms,
  type LoopbackDoor,
  type SignInSettings,
  signInSchemaBy,
  type WalletSettings,
  walletSchemaBy,
} from './sign-in-settings.ts'

/** Another hospital whose patients may be asked for a consent from here. */
export interface Partner {
  readonly did: Did
  readonly name: string
  readonly register: Did
  /** Thumbprints of the keys of its register. Absent: whichever its DID document lists. */
  readonly registerKeys?: readonly string[] | undefined
  /** Where its patients' app is: https, or http on this very machine while somebody tries it out. */
  readonly app: string
  /** Where it hears what became of consents: `…/api/v1/statement-notices`. Absent: only within this process. */
  readonly notices?: string | undefined
}

/** A department with a key of its own. */
interface DepartmentSettings {
  /** Its segment in paths and in its DID. */
  readonly id: string
  readonly name: string
  /** By the hospital. */
  readonly accreditation: string
}

/** Whose signatures count on a log: distinct operators, none of them the hospital. */
interface EvidenceSettings {
  readonly witnesses: readonly {
    /** As its operator gave it: `name+hash+key`. */
    readonly key: string
    readonly operator: string
    /** Where it signs, over https. */
    readonly url: string
  }[]
  /** How many operators must have signed before anything counts as deposited. No default. */
  readonly quorum: number
}

/** Who administers it: whoever has a role for `HSYSADMIN` in this department. */
interface AdministrationSettings {
  /** The id of a department. */
  readonly department: string
  /** Registrations of the first two, whom alone the machine itself may invite there. Two people of one register. */
  readonly first: readonly Identifier[]
}

/** What it is to the logs of others. */
interface WitnessSettings {
  /** Keys of the logs, as their owners gave them. */
  readonly logs: readonly string[]
}

/**
 * Where a key lies: in a file of the hospital's folder, under the passphrase of all of them, or in a token, as a URI says
 * (RFC 7512): `pkcs11:token=hospital;object=cardiology?module-path=/usr/lib/softhsm/libsofthsm2.so&pin-source=file:/etc/pin`.
 */
export type KeyPlace = 'file' | `pkcs11:${string}`

/** What one hospital is: `hospital.json` in its folder. Whatever names keys or roots comes from here alone. */
export interface HospitalSettings {
  readonly version: 'urn:fidecura:hospital-settings:1'
  readonly id: string
  readonly name: string
  /** Of its record numbers. */
  readonly recordSystem: string
  /** Whose rules decide; there is no default, for which of two statements wins is law. */
  readonly jurisdiction: 'opt_in' | 'china' | 'health_data_space'
  readonly roots: readonly TrustedRoot[]
  /** Accreditations from a root down to the hospital. */
  readonly chain: readonly string[]
  readonly departments: readonly DepartmentSettings[]
  readonly partners: readonly Partner[]
  /** What its lists of staff may say. */
  readonly staffing: Staffing
  /** Where what it gives its word on is preserved: a log of its own, and who watches it. Absent: nowhere. */
  readonly evidence?: EvidenceSettings | undefined
  /** The logs of others that it watches. */
  readonly witness?: WitnessSettings | undefined
  /** Absent: nobody gives orders, and whoever has the machine and the keys changes these settings. */
  readonly administration?: AdministrationSettings | undefined
  /** Where each key lies: `hospital`, each department by its id, `log` and `witness` if it has them. Absent: in files. */
  readonly custody?: Readonly<Record<string, KeyPlace>> | undefined
  /** Where its people sign in at platforms with their wallets. Absent: nowhere. */
  readonly signIn?: SignInSettings | undefined
  readonly wallet?: WalletSettings | undefined
  /** What tells people what is done with their data. */
  readonly notice: string
}

const id = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/)
const name = z.string().min(1).max(200)
/** Of settings, and of the orders that change them: checked for its form alone. */
export const didSchema = z
  .string()
  .max(2048)
  .regex(/^did:[a-z0-9]+:[^#?/\s]+$/) as unknown as z.ZodType<Did>
const token = z.string().min(1).max(65_536)

const noteKey = z.string().min(1).max(1024)

const choices = z
  .array(
    z.strictObject({
      coding: z.strictObject({ system: name, code: name, display: name.optional() }),
      labels: z.strictObject({ en: name, 'zh-CN': name }),
    }),
  )
  .max(1000)

export const rootSchema: z.ZodType<TrustedRoot> = z.strictObject({
  did: didSchema,
  types: z.array(z.string()),
  keys: z.array(z.string()).min(1).optional(),
  directory: z.url().optional(),
}) as unknown as z.ZodType<TrustedRoot>

// What an app leads people to: a scheme of another kind would be run by the page that shows it.
const address = z.string().max(2048).refine(isHttpsOrLoopback)

export const partnerSchema: z.ZodType<Partner> = z.strictObject({
  ...{ did: didSchema, name, register: didSchema, app: address, notices: address.optional() },
  registerKeys: z.array(z.string()).min(1).optional(),
})

export const jurisdictionSchema: z.ZodType<HospitalSettings['jurisdiction']> = z.enum([
  'opt_in',
  'china',
  'health_data_space',
])

const schemaBy = (door: LoopbackDoor) =>
  z.strictObject({
    version: z.literal('urn:fidecura:hospital-settings:1'),
    id,
    name,
    recordSystem: z.string().min(1).max(200),
    jurisdiction: jurisdictionSchema,
    roots: z.array(rootSchema).min(1).max(16),
    chain: z.array(token).max(8),
    departments: z
      .array(z.strictObject({ id, name, accreditation: token }))
      .min(1)
      .max(500),
    partners: z.array(partnerSchema).max(100),
    staffing: z.strictObject({
      jurisdiction: z.string().regex(/^[A-Z]{2}(?:-[A-Z0-9]{1,3})?$/),
      register: z.strictObject({ system: name, name }),
      purposes: z.array(z.string().max(32)).max(16),
      professions: choices.min(1),
      specialties: choices,
    }),
    evidence: z
      .strictObject({
        witnesses: z
          .array(
            z.strictObject({
              ...{ key: noteKey, operator: name },
              url: z.url({ protocol: /^https$/ }),
            }),
          )
          .min(1)
          .max(16),
        quorum: z.int().min(1).max(16),
      })
      .optional(),
    witness: z.strictObject({ logs: z.array(noteKey).min(1).max(100) }).optional(),
    administration: z
      .strictObject({
        department: id,
        first: z.array(z.strictObject({ system: name, value: name })).length(2),
      })
      .optional(),
    custody: z
      .record(id, z.union([z.literal('file'), z.string().regex(/^pkcs11:\S{1,2048}$/)]))
      .optional(),
    signIn: signInSchemaBy(door).optional(),
    wallet: walletSchemaBy(door).optional(),
    notice: z.string().min(1).max(100_000),
  })

/**
 * @param door - Of an example alone: addresses on this machine, where it signs people in without a certificate.
 * @throws {@link ServerError} `settings_malformed`, with the place.
 */
export function parseHospitalSettings(json: JsonValue, door: LoopbackDoor = {}): HospitalSettings {
  const result = schemaBy(door).safeParse(isJsonObject(json) ? json : undefined)
  if (result.success) {
    const ids = result.data.departments.map((each) => each.id)
    if (new Set(ids).size < ids.length || ids.some(isReserved)) throw malformed('/departments')
    const { witnesses = [], quorum = 0 } = result.data.evidence ?? {}
    // Witnesses of one operator are one, so that more could never sign.
    const operators = new Set(witnesses.map(({ operator }) => operator))
    if (quorum > operators.size) throw malformed('/evidence/quorum')
    assertEachPlaced(result.data as HospitalSettings)
    assertAdministered(result.data as HospitalSettings)
    const { signIn } = result.data as HospitalSettings
    const clash = signIn === undefined ? undefined : clashOfPlatforms(signIn)
    if (clash !== undefined) throw malformed(clash)
    return result.data as HospitalSettings
  }
  throw malformed(`/${result.error.issues[0]?.path.join('/') ?? ''}`)
}

/** Where a key of a hospital lies. @param name - `hospital`, the id of a department, `log`, `witness`. */
export function keyPlaceOf({ custody }: Pick<HospitalSettings, 'custody'>, name: string): KeyPlace {
  const isNamed = custody !== undefined && Object.hasOwn(custody, name)
  return isNamed ? (custody[name] ?? 'file') : 'file'
}

/** One that is misspelt would be looked for in a file, and one that somebody put there be used. */
function assertEachPlaced(settings: HospitalSettings): void {
  const { custody, departments, evidence, witness, signIn } = settings
  if (custody === undefined) return
  const names = ['hospital', ...departments.map((each) => each.id)]
  if (evidence !== undefined) names.push('log')
  if (witness !== undefined) names.push('witness')
  if (signIn !== undefined) names.push('sign-in', 'sign-in-secret')
  const missing = names.find((name) => !Object.hasOwn(custody, name))
  if (missing !== undefined) throw malformed(`/custody/${missing}`)
}

/** One person with two numbers would give both signatures. */
function assertAdministered({ administration, departments }: HospitalSettings): void {
  if (administration === undefined) return
  const { department, first } = administration
  const isThere = departments.some(({ id }) => id === department)
  if (!isThere) throw malformed('/administration/department')
  const [one = '', other = ''] = first.map(personOf)
  if (!areTwoPeople(one, other)) throw malformed('/administration/first')
}

/** Segments that mean something else below a hospital. */
function isReserved(segment: string): boolean {
  return [
    'api',
    'status',
    'accreditations',
    'patient',
    'console',
    'log',
    'witness',
    'hospital',
    'openid',
    'sign-in',
    'sign-in-secret',
  ].includes(segment)
}

function isHttpsOrLoopback(text: string): boolean {
  try {
    const { origin } = new URL(text)
    if (!isLoopbackPage(origin, { [allowLoopbackHttp]: [origin] })) assertAllowedUrl(text)
    return true
  } catch {
    return false
  }
}

function malformed(place: string): ServerError {
  return new ServerError('settings_malformed', 'Not the settings of a hospital', { place })
}
