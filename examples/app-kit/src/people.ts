import { type BrowserKey, listBrowserKeys } from '@fidecura/identity/browser'

/** Whose key a slot holds. The name is for whoever holds the device, and goes nowhere else. */
export interface KeyPerson {
  readonly slot: string
  readonly name: string
  readonly canPasskey: boolean
}

export interface KnownPeople {
  readonly people: readonly KeyPerson[]
  /** Somebody had a key here, and the browser has deleted it. */
  readonly isEvicted: boolean
}

const storageKey = (scope: string) => `fidecura.people.${scope}`

/**
 * @param scope - One app at one hospital, as in `patient.riverside`: a person has another key at each.
 * @throws IdentityError, as `listBrowserKeys`.
 */
export async function listPeople(scope: string): Promise<KnownPeople> {
  const names = readNames(scope)
  const keys = (await listBrowserKeys()).filter(({ slot }) => slot.startsWith(`${scope}.`))
  return {
    people: keys.map((key) => personOf(key, names[key.slot] ?? '')),
    isEvicted: keys.length === 0 && Object.keys(names).length > 0,
  }
}

export function rememberPerson(scope: string, slot: string, name: string): void {
  writeNames(scope, { ...readNames(scope), [slot]: name })
}

/** After a key was deleted, by the person or by the browser. */
export function forgetPeople(scope: string): void {
  writeNames(scope, {})
}

export function newSlot(scope: string): string {
  const bytes = crypto.getRandomValues(new Uint8Array(6))
  return `${scope}.${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}

function personOf({ slot, opensBy }: BrowserKey, name: string): KeyPerson {
  return { slot, name, canPasskey: opensBy.includes('passkey') }
}

function readNames(scope: string): Readonly<Record<string, string>> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(storageKey(scope)) ?? '{}')
    return Object.fromEntries(
      Object.entries(kept as object).filter((entry) => typeof entry[1] === 'string'),
    )
  } catch {
    return {}
  }
}

function writeNames(scope: string, names: Readonly<Record<string, string>>): void {
  try {
    localStorage.setItem(storageKey(scope), JSON.stringify(names))
  } catch {
    // Names are a convenience: a browser that keeps none still opens the key.
  }
}
