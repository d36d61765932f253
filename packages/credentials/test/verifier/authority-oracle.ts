import { CodedError } from '@fidecura/base'
import { parseDid } from '@fidecura/identity'
import { type Accreditation, type AuthoritySearch, findAuthority } from '../../src/authority.ts'
import { credentialTypes } from '../../src/credential-types.ts'
import type { Grant } from '../../src/grants.ts'

/** Any search, be it for what holds or not. */
export type Search = AuthoritySearch<Accreditation>

const members = [
  'types',
  'organisations',
  'departments',
  'specialties',
  'purposes',
  'privileges',
  'actions',
  'assessments',
  'recordSystems',
  'registers',
  'fields',
] as const

type Grants = { readonly [Member in (typeof members)[number]]?: Grant }

/**
 * Every way by which an issuer may have the authority, as plainly as it can be said: from each root
 * down, each accreditation within the one above it, and what is asserted within each of them.
 *
 * @returns Each way as the positions of its accreditations in the bag, the lowest first.
 */
export function waysByOracle({ issuer, assertion, roots, bag }: Search): Set<string> {
  const ways = new Set<string>()
  for (const [root, { types }] of roots) {
    const allows = assertion.types.length > 0 && assertion.types.every((type) => types.has(type))
    if (!allows) continue
    if (root === issuer) ways.add(`${root}:`)
    else if (types.has(credentialTypes.issuingAccreditation)) descend([root], [])
  }
  return ways

  function descend(holders: readonly string[], way: readonly Accreditation[]): void {
    for (const link of bag) {
      const above = way.at(-1)
      const hangs = link.issuer === holders.at(-1) && !holders.includes(link.subject)
      if (!hangs || way.length === 8 || (above !== undefined && !narrows(link.claims, above)))
        continue
      const longer = [...way, link]
      if (link.subject !== issuer) descend([...holders, link.subject], longer)
      else if (isGranted(longer)) ways.add(`${holders[0]}:${nameOf(longer)}`)
    }
  }

  function isGranted(way: readonly Accreditation[]): boolean {
    const lowest = way.at(-1) as Accreditation
    return (
      !assertion.types.includes(credentialTypes.proxyMandate) &&
      way.every(({ claims }) => isWithin(assertion, claims)) &&
      (assertion.accreditation === undefined || narrows(assertion.accreditation, lowest))
    )
  }

  function nameOf(way: readonly Accreditation[]): string {
    return way
      .map((link) => bag.indexOf(link))
      .reverse()
      .join()
  }
}

function narrows(inner: Grants & { readonly depth: number }, { claims }: Accreditation): boolean {
  return inner.depth < claims.depth && isWithin(inner, claims)
}

function isWithin(inner: Grants, outer: Grants): boolean {
  return members.every((member) => {
    const held = valuesOf(member, outer[member])
    return [...valuesOf(member, inner[member])].every((value) => held.has(value))
  })
}

/** `'*'` as what holds every value, and one that no list has. */
function valuesOf(member: string, grant: Grant): Set<string> {
  if (grant === '*' || (grant === undefined && member === 'fields')) {
    return new Set([...values, 'any'])
  }
  return new Set(grant)
}

/**
 * @returns The ways, which are those that the oracle finds.
 * @throws CodedError the refusal, where there are none; anything else is a fault.
 */
export function findAsOracle(search: Search): readonly string[] {
  const expected = waysByOracle(search)
  try {
    const ways = findAuthority(search).map(
      ({ root, links }) => `${root}:${links.map((link) => search.bag.indexOf(link)).join()}`,
    )
    const same = ways.length === expected.size && ways.every((way) => expected.has(way))
    if (!same) throw new Error(`Found ${ways.join(' ')} where ${[...expected].join(' ')} hold`)
    return ways
  } catch (error) {
    if (CodedError.is(error) && expected.size > 0) throw new Error(`Refused ${[...expected][0]}`)
    throw error
  }
}

const values = ['one', 'two', 'three']
const names = ['a', 'b', 'c', 'd', 'e', 'f']

/** Numbers below a limit. */
export type Draw = (limit: number) => number

/** A tree of accreditations with some that belong to no tree, and something that is asserted. */
export function searchOf(draw: Draw): Search {
  const dids = names.map((name) => parseDid(`did:example:${name}`))
  const some = (most: number): string[] => values.filter(() => draw(4) < most)
  const one = <T>(items: readonly T[]): T => items[draw(items.length)] as T
  const grant = (): Grant => one(['*', '*', values, values, values, some(3), undefined])
  const anything: Grants = Object.fromEntries(members.map((member) => [member, '*']))
  const accredit = (
    issuer: number,
    subject: number,
    depth: number,
    held: Grants,
  ): Accreditation => {
    const claims = { ...held, ...(draw(2) === 0 ? { [one(members)]: grant() } : {}) }
    return {
      issuer: dids[issuer] as Accreditation['issuer'],
      subject: dids[subject] as Accreditation['subject'],
      claims: { name: 'x', ...claims, types: claims.types ?? [], depth } as Accreditation['claims'],
    }
  }
  // Each mostly hands on what it holds, or hardly a chain would ever hold.
  const held: Grants[] = [anything]
  const tree = dids.slice(1).flatMap((_, i) => {
    const parent = draw(2) === 0 ? i : draw(i + 1)
    const link = accredit(parent, i + 1, 7 - i - (draw(6) === 0 ? 2 : 0), held[parent] ?? {})
    held.push(link.claims)
    return draw(12) === 0 ? [] : [link]
  })
  const strays = Array.from({ length: draw(5) }, () =>
    accredit(draw(6), draw(6), draw(9), anything),
  )
  const types = draw(9) === 0 ? some(4) : [one(values)]
  const asserted = members.filter(() => draw(3) === 0).map((member) => [member, [one(values)]])
  const accreditation = draw(4) === 0 ? accredit(0, 1, draw(4), anything).claims : undefined
  return {
    issuer: one(dids),
    assertion: {
      fields: [],
      ...Object.fromEntries(asserted),
      types: draw(40) === 0 ? [credentialTypes.proxyMandate] : types,
      ...(accreditation === undefined ? {} : { accreditation }),
    },
    roots: new Map(
      [0, 0, 1].slice(0, 1 + draw(3)).map((_, i) => [
        dids[i === 0 ? 0 : draw(6)] as Accreditation['issuer'],
        {
          types: new Set([
            ...(draw(6) === 0 ? some(3) : values),
            ...(draw(9) === 0 ? [] : [credentialTypes.issuingAccreditation]),
          ]),
        },
      ]),
    ),
    bag: [...strays, ...tree].slice(0, 16),
  }
}
