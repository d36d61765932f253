import { keyUriOf, parseKeyUri } from '@fidecura/pkcs11'
import { describe, expect, test } from '@jest/globals'

const whole =
  'pkcs11:token=the%20hospital;serial=0a1b;object=riverside%2Fcardiology?module-path=/usr/lib/softhsm/libsofthsm2.so&pin-source=file:/etc/fidecura/pin&x-key-id=did%3Aweb%3Ahospital.example%23key-1'

describe('parseKeyUri', () => {
  test('reads which key, of which token, by which library, and where its PIN lies', () => {
    expect(parseKeyUri(whole)).toEqual({
      ...{ module: '/usr/lib/softhsm/libsofthsm2.so', key: 'riverside/cardiology' },
      token: { label: 'the hospital', serial: '0a1b' },
      ...{ pinFile: '/etc/fidecura/pin' },
      use: { did: 'did:web:hospital.example', fragment: 'key-1' },
    })
    expect(keyUriOf(parseKeyUri(whole))).toBe(whole)
  })

  test('does with a token, a key and a library', () => {
    const least = 'pkcs11:token=t;object=k?module-path=/lib/p11.so'
    expect(parseKeyUri(least)).toEqual({ module: '/lib/p11.so', token: { label: 't' }, key: 'k' })
    expect(keyUriOf(parseKeyUri(least))).toBe(least)
  })

  test.each([
    ['file:/etc/pin', '/etc/pin'],
    ['file:///etc/pin', '/etc/pin'],
    ['/etc/pin', '/etc/pin'],
    ['file:C:%5Cpin', 'C:\\pin'],
  ])('reads of %s where the PIN lies', (source, pinFile) => {
    const text = `pkcs11:token=t;object=k?module-path=/lib/p11.so&pin-source=${source}`
    expect(parseKeyUri(text)).toMatchObject({ pinFile })
  })

  test.each([
    ['a PIN in it', '&pin-value=CANARY', 'pin-value'],
    ['a program that says the PIN', '&pin-source=%7C/usr/bin/CANARY', 'pin-source'],
    ['a PIN file that depends on where somebody stands', '&pin-source=file:pin', 'pin-source'],
    ['a PIN file of another machine', '&pin-source=file://CANARY/etc/pin', 'pin-source'],
    [
      'a PIN file of another machine, by five slashes',
      '&pin-source=file:////CANARY/pin',
      'pin-source',
    ],
    ['an attribute twice', '&module-path=/lib/CANARY.so', 'module-path'],
    ['an attribute that we do not know', '&CANARY=1', 'pkcs11'],
    ['a DID URL that is none', '&x-key-id=CANARY', 'x-key-id'],
    ['a broken escape', '&pin-source=%zz', 'pin-source'],
  ])('refuses %s, and repeats nothing of it', (_, more, place) => {
    const text = `pkcs11:token=t;object=k?module-path=/lib/p11.so${more}`
    const error = thrownBy(() => parseKeyUri(text))
    expect(error).toMatchObject({ code: 'key_uri_malformed', place })
    expect(JSON.stringify(error) + String(error)).not.toContain('CANARY')
  })

  test.each([
    ['no token', 'pkcs11:object=k?module-path=/lib/p11.so', 'token'],
    ['no key', 'pkcs11:token=t?module-path=/lib/p11.so', 'object'],
    ['no library', 'pkcs11:token=t;object=k', 'module-path'],
    ['a library by its name alone', 'pkcs11:token=t;object=k?module-path=p11.so', 'module-path'],
    ['a key by its id', 'pkcs11:token=t;object=k;id=%01?module-path=/lib/p11.so', 'pkcs11'],
    ['what is no private key', 'pkcs11:token=t;object=k;type=cert?module-path=/lib/p11.so', 'type'],
    ['another scheme', 'file:/etc/key', 'pkcs11'],
  ])('refuses %s', (_, text, place) => {
    expect(thrownBy(() => parseKeyUri(text))).toMatchObject({ code: 'key_uri_malformed', place })
  })
})

function thrownBy(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}
