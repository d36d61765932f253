import { parseSignIn } from '@fidecura/bridge/wallet'
import { expect, test } from '@jest/globals'

const asked = Object.freeze({
  ...{ platform: 'Hillview Clinic', origin: 'https://clinic.example', device: 'same' },
  interaction: 'x',
})

test('parseSignIn says where somebody would be signed in', () => {
  expect(parseSignIn(asked)).toEqual({
    ...{ platform: 'Hillview Clinic', isMixed: false, origin: 'https://clinic.example' },
    device: 'same',
  })
})

test('parseSignIn shows a name without what nobody sees, and says where letters are mixed', () => {
  const platform = 'Hi\u202ell\u200bview (Clinic); \u0441linic'
  const { platform: name, isMixed } = parseSignIn({ ...asked, platform })
  expect([name, isMixed]).toEqual(['Hillview [Clinic], \u0441linic', true])
})

test.each([
  ['no name', { platform: undefined }, '/platform'],
  ['a name of nothing that is seen', { platform: '\u200b \u202e' }, '/platform'],
  ['a name that fills the screen', { platform: 'x'.repeat(201) }, '/platform'],
  ['a name that is none', { platform: 7 }, '/platform'],
  ['no origin', { origin: undefined }, '/origin'],
  ['more than an origin', { origin: 'https://clinic.example/' }, '/origin'],
  ['another spelling of an origin', { origin: 'https://CLINIC.example' }, '/origin'],
  ['an origin with a name in it', { origin: 'https://bank.example@clinic.example' }, '/origin'],
  ['what is no page', { origin: 'javascript:alert(1)' }, '/origin'],
  ['no word on the device', { device: undefined }, '/device'],
  ['a device that is neither', { device: 'mine' }, '/device'],
])('parseSignIn refuses %s', (_, wrong, place) => {
  const content = { ...asked, ...wrong } as Parameters<typeof parseSignIn>[0]
  expect(() => parseSignIn(content)).toThrow(
    expect.objectContaining({ code: 'bridge_transaction_malformed', place }),
  )
})
