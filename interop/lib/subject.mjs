/** What every credential here says, whoever signs it and in whatever format. */

export const credentialType = 'HospitalBadge'
export const grade = 'attending'
/** What is written in the place of it by somebody who cannot sign. */
export const otherGrade = 'consultant'
export const holder = 'did:example:holder'

export const contextV1 = 'https://www.w3.org/2018/credentials/v1'
export const contextV2 = 'https://www.w3.org/ns/credentials/v2'
export const badgeContext = 'https://hospital.example/contexts/badge/1'
export const badgeContextJson = {
  '@context': {
    HospitalBadge: `${badgeContext}#HospitalBadge`,
    grade: `${badgeContext}#grade`,
  },
}

export const audience = 'https://platform.example'
export const nonce = 'n-0S6_WzA2Mj'

const now = Math.floor(Date.now() / 1000)
export const period = { now, from: now - 3600, until: now + 86_400 }

export function dateTime(seconds) {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')
}

/** VCDM 2.0, for a proof to be put beside. */
export function documentOf(issuer, subject = holder) {
  return {
    '@context': [contextV2, badgeContext],
    type: ['VerifiableCredential', credentialType],
    issuer,
    validFrom: dateTime(period.from),
    validUntil: dateTime(period.until),
    credentialSubject: { id: subject, grade },
  }
}

/** VCDM 1.1, for a JWT. */
export function credentialV1Of(issuer, subject = holder) {
  return {
    '@context': [contextV1],
    type: ['VerifiableCredential', credentialType],
    issuer,
    issuanceDate: dateTime(period.from),
    expirationDate: dateTime(period.until),
    credentialSubject: { id: subject, grade },
  }
}

/** The same text, saying another grade under the old signature. */
export function altered(text) {
  if (text.startsWith('{')) return text.replace(grade, otherGrade)
  const [jws, ...disclosures] = text.split('~')
  const [header, payload, signature] = jws.split('.')
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
  const other = JSON.stringify(claims).replaceAll(grade, otherGrade)
  // Where the claim is in a disclosure, its digest is what is altered.
  const changed =
    other === JSON.stringify(claims) ? JSON.stringify({ ...claims, exp: claims.exp + 1 }) : other
  const body = Buffer.from(changed).toString('base64url')
  return [[header, body, signature].join('.'), ...disclosures].join('~')
}
