import { describe, expect, test } from '@jest/globals'
import { readParty } from '../src/options.ts'

describe('readParty', () => {
  test.each([
    ['did:web:hospital.example', 'hospital.example'],
    ['did:web:cardiology.hospital.example', 'cardiology.hospital.example'],
  ])('puts the domain of %s beside the name', (did, domain) => {
    expect(readParty(`${did}=Cardiology`, '--grantee')).toEqual({
      did,
      name: 'Cardiology',
      domain,
    })
  })

  test.each([
    'did:web:hospital.example:cardiology',
    'did:web:hospital.example%3A8443',
    'did:web:hospital.exampleX',
    'did:web:hospital.example_x:a',
    'did:example:hospital',
  ])('puts no domain beside the name of %s, which it says less than', (did) => {
    expect(readParty(`${did}=Cardiology`, '--grantee')).toEqual({ did, name: 'Cardiology' })
  })
})
