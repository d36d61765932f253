import { allowLoopbackHttp, assertAllowedUrl, isLoopbackPage } from '@fidecura/base'

/** What an operator has to do before the portal can start. */
export class SettingsError extends Error {}

/** How strictly addresses are read. */
export interface Rules {
  /** Whether plain http on loopback is let through, for trying the portal out on one machine. */
  readonly isLoopback: boolean
}

/** One place in the settings. Each call says what belongs there, and nothing of what is there. */
export interface Field {
  /** @throws SettingsError as all of these. */
  text(max?: number): string
  flag(): boolean
  integer(least: number, most: number): number
  /** https, without credentials and fragment. */
  address(rules: Rules): string
  /** Of an address, and nothing behind it. */
  origin(rules: Rules): string
  /** What opens a wallet: a scheme alone, or an address. */
  wallet(rules: Rules): string
  list<T>(most: number, each: (field: Field) => T): readonly T[]
  members(names: readonly string[]): (name: string) => Field
  /** Undefined where nothing stands. */
  optional<T>(read: (field: Field) => T): T | undefined
  parsed<T>(what: string, parse: (value: unknown) => T): T
}

/** @param names - What is misspelt would be left out in silence: nothing else may stand there. */
export function fieldsOf(json: unknown, names: readonly string[]): (name: string) => Field {
  return fieldAt(json, '').members(names)
}

function fieldAt(value: unknown, place: string): Field {
  const wrong = (what: string): SettingsError => new SettingsError(`${place || '/'}: ${what}`)
  const field: Field = {
    text(max = 4096) {
      if (typeof value === 'string' && value.trim() !== '' && value.length <= max) return value
      throw wrong(`a text of at most ${max} characters`)
    },
    flag() {
      if (typeof value === 'boolean') return value
      throw wrong('true or false')
    },
    integer(least, most) {
      if (Number.isInteger(value) && Number(value) >= least && Number(value) <= most) {
        return Number(value)
      }
      throw wrong(`a whole number from ${least} to ${most}`)
    },
    address(rules) {
      const text = typeof value === 'string' ? value : ''
      if (isAddress(text, rules)) return text
      throw wrong('an https address')
    },
    origin(rules) {
      const text = field.address(rules)
      if (new URL(text).origin === text) return text
      throw wrong('an https address with nothing behind it')
    },
    wallet(rules) {
      const text = typeof value === 'string' ? value : ''
      if (/^[a-z][a-z\d+.-]{1,40}:\/\/$/.test(text) || isAddress(text, rules)) return text
      throw wrong('a scheme such as openid4vp://, or an https address')
    },
    list(most, each) {
      if (!Array.isArray(value) || value.length > most) throw wrong(`a list of at most ${most}`)
      return value.map((one, position) => each(fieldAt(one, `${place}/${position}`)))
    },
    members(names) {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        throw wrong(`an object of ${names.join(', ')}`)
      }
      const found = Object.keys(value).find((name) => !names.includes(name))
      if (found !== undefined) throw wrong(`takes ${names.join(', ')} alone`)
      const all = value as Readonly<Record<string, unknown>>
      const own = (name: string): unknown => (Object.hasOwn(all, name) ? all[name] : undefined)
      return (name) => fieldAt(own(name), `${place}/${name}`)
    },
    optional: (read) => (value === undefined ? undefined : read(field)),
    parsed(what, parse) {
      try {
        return parse(value)
      } catch {
        throw wrong(what)
      }
    },
  }
  return field
}

function isAddress(text: string, { isLoopback }: Rules): boolean {
  try {
    const { origin } = new URL(text)
    if (isLoopback && isLoopbackPage(origin, { [allowLoopbackHttp]: [origin] })) return true
    assertAllowedUrl(text)
    return true
  } catch {
    return false
  }
}
