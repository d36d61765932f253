import type { GeneralName, GeneralSubtree, Name, NameConstraints } from '@peculiar/asn1-x509'
import type { Certificate } from './certificate.ts'
import { type DistinguishedName, distinguishedNameOf } from './distinguished-name.ts'
import { isDomainConstraint, isExcludedDomain, isPermittedDomain } from './domain.ts'

type Kind = keyof GeneralName

/**
 * Whether a certificate has only names that an authority above it may certify. RFC 5280 §4.2.1.10.
 * Domain names and directory names are compared; a name of any other kind that the authority limits is
 * not permitted, whatever it says; nor is a domain where a limit on domains is none. Unlike there, a certificate that an authority issued to itself is not
 * exempt.
 */
export function hasPermittedNames(
  certificate: Certificate,
  { permittedSubtrees, excludedSubtrees }: NameConstraints,
): boolean {
  const permitted = [...(permittedSubtrees ?? [])]
  const excluded = [...(excludedSubtrees ?? [])]
  const all = [...permitted, ...excluded]
  // RFC 5280 knows no other distances.
  if (all.some(({ minimum, maximum }) => minimum !== 0 || maximum !== undefined)) return false
  return [...new Set(all.map(({ base }) => kindOf(base)))].every((kind) => {
    const isKind = ({ base }: GeneralSubtree) => kindOf(base) === kind
    const limits = [permitted.filter(isKind), excluded.filter(isKind)] as const
    if (kind === 'dNSName') return domainsOf(certificate).every((name) => isDomainIn(name, limits))
    if (kind === 'directoryName') {
      return directoryNamesOf(certificate).every((name) => isDirectoryNameIn(name, limits))
    }
    const named = certificate.names.some((name) => kindOf(name) === kind)
    return !named && !(kind === 'rfc822Name' && certificate.subject.hasEmail)
  })
}

/** Names of kind `dNSName`, as they are written. */
export function domainsOf({ names }: Certificate): readonly string[] {
  return names.flatMap(({ dNSName }) => dNSName ?? [])
}

type Limits = readonly [permitted: readonly GeneralSubtree[], excluded: readonly GeneralSubtree[]]

function isDomainIn(name: string, [permitted, excluded]: Limits): boolean {
  const isReadable = ({ base }: GeneralSubtree) => isDomainConstraint(base.dNSName ?? '')
  if (!permitted.every(isReadable) || !excluded.every(isReadable)) return false
  if (excluded.some(({ base }) => isExcludedDomain(name, base.dNSName ?? ''))) return false
  return (
    permitted.length === 0 ||
    permitted.some(({ base }) => isPermittedDomain(name, base.dNSName ?? ''))
  )
}

function isDirectoryNameIn(name: DistinguishedName, [permitted, excluded]: Limits): boolean {
  const isBelow = ({ base }: GeneralSubtree): boolean =>
    distinguishedNameOf(base.directoryName as Name).parts.every(
      (part, position) => name.parts[position] === part,
    )
  // What cannot be read may be another spelling of the name that is excluded.
  if (excluded.length > 0 && (!name.isReadable || excluded.some(isBelow))) return false
  return permitted.length === 0 || permitted.some(isBelow)
}

function directoryNamesOf({ subject, names }: Certificate): readonly DistinguishedName[] {
  // In brackets, for the library's names are arrays.
  const others = names.flatMap(({ directoryName }) =>
    directoryName === undefined ? [] : [distinguishedNameOf(directoryName)],
  )
  return subject.parts.length === 0 ? others : [subject, ...others]
}

/** The library keeps a choice as an object of which one member is set. */
function kindOf(name: GeneralName): Kind | undefined {
  return (Object.keys(name) as Kind[]).find((kind) => name[kind] !== undefined)
}
