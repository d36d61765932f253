import type { OpenedOffer } from '@fidecura/openid/wallet'
import { describe, expect, test } from '@jest/globals'
import {
  askerShown,
  offererShown,
} from '../../examples/patient-app/src/model/openid/party-shown.ts'
import { wayBackOf } from '../../examples/patient-app/src/model/openid/way-back.ts'

const did = 'did:web:hospital.example'
const configuration = { custodian: { did, name: 'Riverside Hospital' } } as never
const asked = (by: 'hospital' | 'certificate' | 'itself' | 'nobody') => ({
  asker: { name: 'Riverside Hospital', by, place: 'hospital.example', isKeyOnly: false },
  host: 'hospital.example',
  signIn: undefined,
})

describe('wayBackOf', () => {
  const back = 'https://hospital.example/back?code=1'

  test('calls it by a name that somebody vouches for, with the host beside it', () => {
    const named = { name: 'Riverside Hospital', host: 'hospital.example' }
    expect(wayBackOf(back, asked('hospital'))).toEqual(named)
    expect(wayBackOf(back, asked('certificate'))).toEqual(named)
  })

  test('calls it by its host where nobody vouches, or where it leads elsewhere', () => {
    expect(wayBackOf(back, asked('nobody')).name).toBeUndefined()
    expect(wayBackOf(back, asked('itself')).name).toBeUndefined()
    for (const host of ['evil.example', 'hospital.example:8443', 'a.hospital.example']) {
      expect(wayBackOf(`https://${host}/`, asked('hospital'))).toEqual({ name: undefined, host })
    }
  })

  test('calls a sign-in by where one signs in, by the word of who was vouched for', () => {
    const signIn = {
      ...{ platform: 'Hillview Clinic', origin: 'https://clinic.example' },
      ...{ device: 'same' as const, isMixed: false },
    }
    expect(wayBackOf(back, { ...asked('hospital'), signIn })).toEqual({
      name: 'Hillview Clinic',
      host: 'clinic.example',
    })
    expect(wayBackOf(back, { ...asked('nobody'), signIn }).name).toBeUndefined()
    // Anybody with a certificate may say that it is somebody else, and send people to a page of their own.
    expect(wayBackOf(back, { ...asked('certificate'), signIn })).toEqual({
      name: 'Riverside Hospital',
      host: 'hospital.example',
    })
  })
})

describe('offererShown', () => {
  const offer = (issuer: Partial<OpenedOffer['issuer']>) =>
    ({
      issuer: { host: 'hospital.example', selfAssertedName: 'Riverside Hospital', ...issuer },
    }) as never

  test('has the name of the hospital for whoever signed, and not for whoever says it', () => {
    expect(offererShown(offer({ did: did as never }), configuration).by).toBe('hospital')
    expect(offererShown(offer({ did: 'did:web:evil.example' as never }), configuration).by).toBe(
      'itself',
    )
    expect(offererShown(offer({}), configuration).by).toBe('itself')
    expect(offererShown(offer({ selfAssertedName: undefined }), configuration)).toMatchObject({
      name: undefined,
      by: 'nobody',
    })
  })
})

describe('askerShown', () => {
  const subject = { commonName: 'Seal', organization: undefined }
  const certificate = { subject, issuer: subject, domains: ['*.a.example', 'a.example'] }
  const asker = (changed: object) =>
    ({
      kind: 'certificate',
      certificate: {
        ...certificate,
        thumbprint: 'x'.repeat(43),
        revocation: 'unknown',
        ...changed,
      },
    }) as never

  test('says of a certificate whom it names, by whom, and that nobody looked whether it still holds', () => {
    expect(askerShown(asker({}), configuration)).toEqual({
      ...{ name: 'Seal', by: 'certificate', certifiedBy: 'Seal' },
      ...{ place: 'a.example', isKeyOnly: false, isRevocationUnknown: true },
    })
    const nameless = { subject: { ...subject, commonName: undefined }, domains: ['*.a.example'] }
    expect(askerShown(asker(nameless), configuration)).toMatchObject({
      ...{ name: undefined, by: 'nobody', isKeyOnly: true, place: 'xxxxxxxx…xxxxxxxx' },
    })
    expect(askerShown(asker({ revocation: 'not_revoked' }), configuration)).toMatchObject({
      isRevocationUnknown: false,
    })
  })
})
