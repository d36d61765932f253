import { dirname, resolve } from 'node:path'
import { isJsonObject, type JsonValue } from '@fidecura/base'
import { z } from 'zod'
import { ServerError } from '../errors.ts'
import type { StoreSetting } from '../hospital/open-hospital-store.ts'
import { defaultRateLimits, type RateLimits } from '../http/rate-limit.ts'

/** How a service runs. None of it is a secret: those lie in files that it names. */
export interface ServiceSettings {
  /** The folder of the hospitals. */
  readonly data: string
  /** `https://hospital.example`, without a path. */
  readonly origin: string
  /** `HOST:PORT`. */
  readonly listen: string
  /** `HOST:PORT` of health and metrics, for those who operate it. Absent: nowhere. */
  readonly admin: string | undefined
  readonly behindProxy: boolean
  readonly passphraseFile: string | undefined
  readonly store: StoreSetting
  readonly patientApp: string | undefined
  readonly consoleApp: string | undefined
  /** `json`: a line for each request, on standard error. */
  readonly log: 'json' | 'off'
  readonly rateLimits: RateLimits
  /** The folder into which orders of administrators write backups. Absent: nowhere. */
  readonly backups: string | undefined
}

/** Where settings come from: what is named first goes before the others. */
export interface SettingsSources {
  /** Of the command line, by the name of the setting. */
  readonly options: Readonly<Partial<Record<keyof ServiceSettings, string | boolean | undefined>>>
  /** Such as `FIDECURA_ORIGIN`. */
  readonly variables: Readonly<Record<string, string | undefined>>
  /** What a settings file holds, and where it lies: paths in it start there. */
  readonly file?: { readonly path: string; readonly json: JsonValue } | undefined
}

const path = z.string().min(1).max(4096)
const address = z.string().regex(/^(\[[0-9a-f:]+\]|[\w.-]+):\d{1,5}$/i)
const rate = z.strictObject({
  burst: z.int().min(1).max(1_000_000),
  perMinute: z.int().min(1).max(10_000_000),
})

const schemas = {
  data: path,
  origin: z.string().refine((text) => /^https:\/\//.test(text) && originOf(text) === text),
  listen: address,
  admin: address,
  behindProxy: z.boolean(),
  passphraseFile: path,
  store: z.string().refine(isStore),
  patientApp: path,
  consoleApp: path,
  log: z.enum(['json', 'off']),
  backups: path,
  rateLimits: z.strictObject({
    address: rate.optional(),
    refusals: rate.optional(),
    ...{ signIn: rate.optional(), recovery: rate.optional(), verification: rate.optional() },
    ...{ reading: rate.optional(), other: rate.optional() },
    shared: z.int().min(1).max(10_000).optional(),
  }),
} satisfies Record<keyof ServiceSettings, z.ZodType>

const paths: readonly string[] = ['data', 'passphraseFile', 'patientApp', 'consoleApp', 'backups']
const names = Object.keys(schemas) as (keyof ServiceSettings)[]
const version = 'urn:fidecura:service-settings:1'

/**
 * Reads the settings of a service from the command line, the environment and a file.
 *
 * @throws {@link ServerError} `settings_malformed`; `place` is the option, the variable, or the member of the file.
 */
export function readServiceSettings(sources: SettingsSources): ServiceSettings {
  const file = membersOf(sources.file?.json)
  const found: Partial<Record<keyof ServiceSettings, unknown>> = {}
  for (const name of names) {
    const [place, value] = lookUp(name, sources, file)
    if (value === undefined) continue
    const result = schemas[name].safeParse(value)
    if (!result.success) throw malformed(deeper(place, result.error.issues[0]?.path))
    const isInFile = place.startsWith('/') && sources.file !== undefined
    found[name] =
      isInFile && paths.includes(name)
        ? resolve(dirname(sources.file.path), `${result.data}`)
        : result.data
  }
  const { data, origin, listen, rateLimits = {}, ...rest } = found as Partial<ServiceSettings>
  if (data === undefined) throw malformed('--data')
  if (origin === undefined) throw malformed('--origin')
  return {
    ...{ data, origin, listen: listen ?? '127.0.0.1:8480', admin: rest.admin },
    ...{ behindProxy: rest.behindProxy ?? false, passphraseFile: rest.passphraseFile },
    ...{ store: rest.store ?? 'sqlite', log: rest.log ?? 'json' },
    ...{ patientApp: rest.patientApp, consoleApp: rest.consoleApp, backups: rest.backups },
    rateLimits: { ...defaultRateLimits, ...rateLimits },
  }
}

/** The first that names it, and the words for where that is. */
function lookUp(
  name: keyof ServiceSettings,
  { options, variables }: SettingsSources,
  file: Readonly<Record<string, unknown>>,
): readonly [string, unknown] {
  const words = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  if (options[name] !== undefined) return [`--${words}`, options[name]]
  const variable = `FIDECURA_${words.replaceAll('-', '_').toUpperCase()}`
  const text = variables[variable]
  if (text === undefined || text === '') return [`/${name}`, file[name]]
  // Limits have members, which a variable has not; and what is no word for yes or no is none of them.
  const isYesOrNo = name === 'behindProxy' && (text === 'true' || text === 'false')
  return [variable, isYesOrNo ? text === 'true' : text]
}

function membersOf(json: JsonValue | undefined): Readonly<Record<string, unknown>> {
  if (json === undefined) return {}
  if (!isJsonObject(json) || json['version'] !== version) throw malformed('/version')
  // What is misspelt would be left out in silence.
  const unknown = Object.keys(json).find((name) => name !== 'version' && !(name in schemas))
  if (unknown !== undefined) throw malformed(/^\w{1,40}$/.test(unknown) ? `/${unknown}` : '')
  return json
}

/** No password: whoever may list processes reads addresses. PostgreSQL has a file for it (`PGPASSFILE`). */
function isStore(text: string): boolean {
  if (text === 'sqlite') return true
  // Of a socket no host is named, which an address of PostgreSQL may leave out, and a URL of the web not.
  const named = text.replace(/^(postgres(?:ql)?:\/\/(?:[^/?#@]*@)?)(?=\/)/, '$1localhost')
  if (!/^postgres(?:ql)?:\/\//.test(text) || !URL.canParse(named)) return false
  const { password, searchParams } = new URL(named)
  return password === '' && !searchParams.has('password')
}

function originOf(text: string): string | undefined {
  return URL.canParse(text) ? new URL(text).origin : undefined
}

function deeper(place: string, path: readonly PropertyKey[] = []): string {
  return path.length === 0 ? place : `${place}/${path.map(String).join('/')}`
}

function malformed(place: string): ServerError {
  return new ServerError('settings_malformed', 'Not the settings of a service', { place })
}
