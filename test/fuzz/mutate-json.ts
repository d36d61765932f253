import { canary } from './mutate-text.ts'
import type { Random } from './random.ts'

/** JSON that may be changed. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

const names = [
  canary,
  '',
  '__proto__',
  'constructor',
  'toString',
  'length',
  'id',
  '_sd',
  '...',
  'd',
  'then',
] as const

/** A copy in which a few values, names and types are others. */
export function mutateJson(json: Json, other: Json, random: Random): Json {
  const root: { value: Json } = { value: copy(json) }
  for (let rounds = 1 + random.int(3); rounds > 0; rounds--) {
    const places = placesIn(root)
    const place = random.pick(places)
    if (place !== undefined) changeAt(place, other, random)
  }
  // It may have lost all it had.
  return root.value ?? null
}

interface Place {
  readonly owner: Record<string, Json> | Json[]
  readonly key: string
}

// Members by definition, since an assignment to `__proto__` makes none.
function define(owner: object, name: string, value: Json): void {
  Object.defineProperty(owner, name, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  })
}

function copy(json: Json): Json {
  if (Array.isArray(json)) return json.map(copy)
  if (typeof json !== 'object' || json === null) return json
  const object = {}
  for (const [name, value] of Object.entries(json)) define(object, name, copy(value))
  return object
}

function placesIn(root: { value: Json }): Place[] {
  const places: Place[] = []
  const walk = (owner: Place['owner'], depth: number): void => {
    for (const [key, value] of Object.entries(owner)) {
      places.push({ owner, key })
      if (typeof value === 'object' && value !== null && depth < 40 && places.length < 5000) {
        walk(value, depth + 1)
      }
    }
  }
  walk(root, 0)
  return places
}

function changeAt({ owner, key }: Place, other: Json, random: Random): void {
  const value = Object.entries(owner).find(([name]) => name === key)?.[1] as Json
  const way = random.int(10)
  if (way === 0 && Array.isArray(owner)) owner.splice(Number(key), 1)
  else if (way === 0) Reflect.deleteProperty(owner, key)
  else if (way === 1 && Array.isArray(owner)) owner.splice(Number(key), 0, copy(value))
  else if (way === 1) define(owner, random.pick(names), copy(value))
  else define(owner, key, changed(value, way, other, random))
}

function changed(value: Json, way: number, other: Json, random: Random): Json {
  switch (way) {
    case 2:
      return [value]
    case 3:
      return { [random.pick(names)]: value }
    case 4:
      return copy(partOf(other, random))
    case 5:
      return many(value, random)
    case 6:
      return typeof value === 'string' ? spoil(value, random) : wildValue(random)
    default:
      return wildValue(random)
  }
}

function spoil(text: string, random: Random): string {
  const at = random.int(text.length + 1)
  const filling = random.pick([canary, '', '\u0000', '\ud800', 'A', '#', '/', '..', '%', ':', '1'])
  return text.slice(0, at) + filling + text.slice(at + random.int(3))
}

function many(value: Json, random: Random): Json {
  const count = random.once(20) ? 1100 : random.int(20)
  return Array.from({ length: count }, () => value)
}

function partOf(json: Json, random: Random): Json {
  const place = random.pick(placesIn({ value: json }))
  return place === undefined ? json : ((place.owner as Record<string, Json>)[place.key] as Json)
}

/** A value of some type, with nothing of a sample in it. */
export function wildValue(random: Random): Json {
  switch (random.int(12)) {
    case 0:
      return null
    case 1:
      return random.once(2)
    case 2:
      return random.pick([0, -0, 1, -1, 1.5, 2 ** 31, 2 ** 53 + 2, 1e308, 5e-324, 253_402_300_800])
    case 3:
      return []
    case 4:
      return {}
    case 5:
      return random.once(20) ? canary.repeat(1 + random.int(6000)) : canary
    case 6:
      return ''
    case 7:
      return Array.from({ length: random.int(5) }, () => wildValue(random))
    case 8: {
      const object = {}
      for (let n = random.int(5); n > 0; n--) define(object, random.pick(names), wildValue(random))
      return object
    }
    case 9: {
      let nested: Json = canary
      for (let depth = random.int(70); depth > 0; depth--) {
        nested = random.once(2) ? [nested] : { a: nested }
      }
      return nested
    }
    case 10:
      return random.pick(['did:key:z6Mk', `did:web:${canary}.example`, '\ud800', '\u0007', '0x1'])
    default:
      return random.pick([`https://${canary}.example/a#b`, 'urn:uuid:0', '2026-02-30T00:00:00Z'])
  }
}
