import { cleanText, encodeHex } from '@fidecura/base'
import { AsnConvert } from '@peculiar/asn1-schema'
import type { AttributeValue, Name } from '@peculiar/asn1-x509'

/** Object identifiers of what a name may say. X.520 §6; ETSI EN 319 412-1 §5.1.4 for the last one. */
export const nameAttributes = {
  commonName: '2.5.4.3',
  country: '2.5.4.6',
  organization: '2.5.4.10',
  organizationIdentifier: '2.5.4.97',
} as const

const emailAddress = '1.2.840.113549.1.9.1'

/** What certificates call somebody. */
export interface DistinguishedName {
  /** Its encoding, by which names are equal. */
  readonly encoded: string
  /** Part by part, from the country down, so that case and spacing make no other name. */
  readonly parts: readonly string[]
  /** Whether all of it is text of a kind that is understood. */
  readonly isReadable: boolean
  readonly hasEmail: boolean
  /** The value of an attribute that the name has exactly once, fit to be shown. */
  textOf(type: string): string | undefined
}

export function distinguishedNameOf(name: Name): DistinguishedName {
  const attributes = [...name].flatMap((part) => [...part])
  return {
    encoded: encodeHex(new Uint8Array(AsnConvert.serialize(name))),
    parts: [...name].map((part) =>
      JSON.stringify([...part].map(({ type, value }) => [type, foldedOf(value)]).sort()),
    ),
    isReadable: attributes.every(({ value }) => plainTextOf(value) !== undefined),
    hasEmail: attributes.some(({ type }) => type === emailAddress),
    textOf(type) {
      const values = attributes.filter((attribute) => attribute.type === type)
      const text = values.length === 1 ? plainTextOf(values[0]?.value) : undefined
      const clean = text === undefined ? '' : cleanText(text)
      return clean === '' ? undefined : clean
    },
  }
}

/** Of the kinds of text that RFC 5280 §4.1.2.4 lets new certificates use. */
function plainTextOf(value: AttributeValue | undefined): string | undefined {
  return value?.utf8String ?? value?.printableString ?? value?.ia5String ?? value?.bmpString
}

/** RFC 5280 §7.1: neither case nor the amount of space tells names apart. */
function foldedOf(value: AttributeValue): string {
  const text = plainTextOf(value)
  if (text === undefined) return `#${encodeHex(new Uint8Array(AsnConvert.serialize(value)))}`
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()
}
