import { describe, expect, test } from '@jest/globals'
import { readParty } from '../src/options.ts'

describe('readParty', () => {
  test.each([
    ['did:web:hospital.example', 'hospital.example'],
    ['did:web:hospital.example:cardiology', 'hospital.example'],
    ['did:web:hospital.example%3A8443', 'hospital.example'],
  ])('puts the domain of %s beside the name', (did, domain) => {
    expect(readParty(`${did}=Cardiology`, '--grantee')).toEqual({
      did,
      name: 'Cardiology',
      domain,
    })
  })

  test.each(['did:web:hospital.exampleX', 'did:web:hospital.example_x:a', 'did:example:hospital'])(
    'puts no part of another domain beside the name of %s',
    (did) => {
      expect(readParty(`${did}=Cardiology`, '--grantee')).toEqual({ did, name: 'Cardiology' })
    },
  )
})
