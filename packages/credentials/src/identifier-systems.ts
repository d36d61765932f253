import { shapeOf } from './claim-shape.ts'
import { type Identifier, identifier } from './coding.ts'
import { CredentialError } from './errors.ts'

/** Registers of practitioners, by the systems under which identifiers of theirs are written. */
export const identifierSystems: {
  /**
   * 医师执业证书编码, the number of a Chinese physician's certificate of practice. No authority has named
   * a system for it, so this is ours.
   */
  readonly chinesePractice: 'urn:fidecura:identifier:cn-practice-certificate:1'
  /** National Provider Identifier of the United States. FHIR, Terminology: Identifier Systems. */
  readonly usNpi: 'http://hl7.org/fhir/sid/us-npi'
  /**
   * General Medical Council of the United Kingdom: its reference number of seven digits, as the NHS Data
   * Dictionary has it. Systems of the NHS also write a consultant code here, a C before the same digits:
   * take it off, so that one person has one number.
   */
  readonly ukGmc: 'https://fhir.hl7.org.uk/Id/gmc-number'
  /** BIG-register of the Netherlands: eleven digits. The system is that of the FHIR profiles of Nictiz. */
  readonly dutchBig: 'http://fhir.nl/fhir/NamingSystem/big'
} = {
  chinesePractice: 'urn:fidecura:identifier:cn-practice-certificate:1',
  usNpi: 'http://hl7.org/fhir/sid/us-npi',
  ukGmc: 'https://fhir.hl7.org.uk/Id/gmc-number',
  dutchBig: 'http://fhir.nl/fhir/NamingSystem/big',
}

/** What the digits of a 医师执业证书编码 say. */
export interface ChinesePracticeNumber {
  /** The first digit: 1 for a physician (执业医师), 2 for an assistant physician (执业助理医师). */
  readonly level: 'physician' | 'assistant'
  /** The second and third: the category of practice, such as `10`, clinical, or `41`, Chinese medicine. */
  readonly category: string
  /** The fourth to the ninth: where it was first registered. GB/T 2260. */
  readonly region: string
  /** The rest, which counts. */
  readonly serial: string
}

// GB/T 2260: the first two digits of a region.
const provinces: ReadonlySet<string> = /* @__PURE__ */ new Set(
  (
    '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 ' +
    '50 51 52 53 54 61 62 63 64 65 71 81 82'
  ).split(' '),
)

/**
 * Reads a 医师执业证书编码: fifteen digits, of level (1), category (2), region (6) and serial number (6).
 * The number has no check digit, so one that is mistyped may pass; only the register knows. The rule
 * is unverified: no text of an authority could be read, and what others say of it contradicts itself,
 * on which digit means which level, and on whether the region or the level comes first. Only that there
 * are fifteen digits is said by all. Checked are that count, a first digit of 1 or 2, and the province;
 * take `level` for a hint, and decide nothing by it.
 *
 * @throws {@link CredentialError} `identifier_malformed`.
 */
export function parseChinesePracticeNumber(input: unknown): ChinesePracticeNumber {
  const parts = typeof input === 'string' ? pattern.exec(input) : null
  const [, level, category = '', region = '', serial = ''] = parts ?? []
  if (level === undefined || !provinces.has(region.slice(0, 2))) throw malformed()
  return { level: level === '1' ? 'physician' : 'assistant', category, region, serial }
}

const pattern = /^([12])(\d{2})(\d{6})(\d{6})$/

/**
 * Vouches for an identifier, and for its value where the form of its system is known: the Chinese
 * practice number, and the NPI with its check digit.
 *
 * @throws {@link CredentialError} `identifier_malformed`.
 */
export function parseRegisterIdentifier(input: Identifier): Identifier {
  try {
    shape(input, '')
  } catch {
    throw malformed()
  }
  const { system, value } = input
  if (system === identifierSystems.chinesePractice) parseChinesePracticeNumber(value)
  if (system === identifierSystems.usNpi && !isNpi(value)) throw malformed()
  if (system === identifierSystems.ukGmc && !/^\d{7}$/.test(value)) throw malformed()
  if (system === identifierSystems.dutchBig && !/^\d{11}$/.test(value)) throw malformed()
  return input
}

const shape = /* @__PURE__ */ shapeOf(identifier)

/** Ten digits, the last by Luhn's rule over all of them after 80840. 45 CFR 162.406. */
function isNpi(value: string): boolean {
  if (!/^[12]\d{9}$/.test(value)) return false
  let sum = 0
  for (const [position, digit] of [...`80840${value}`].reverse().entries()) {
    const weighted = Number(digit) * (1 + (position % 2))
    sum += weighted > 9 ? weighted - 9 : weighted
  }
  return sum % 10 === 0
}

function malformed(): CredentialError {
  return new CredentialError('identifier_malformed', 'Not an identifier of its system')
}
