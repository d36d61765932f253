import { expect, test } from '@jest/globals'
import { readOpenedLink } from '../../examples/patient-app/src/model/openid/opened-link.ts'

const request =
  'client_id=decentralized_identifier%3Adid%3Akey%3Az6Mk&request_uri=https%3A%2F%2Fx.example'

test.each([
  ['an offer', 'openid-credential-offer://?credential_offer_uri=https%3A%2F%2Fx.example', 'offer'],
  ['an offer in full', 'openid-credential-offer://?credential_offer=%7B%7D', 'offer'],
  ['an offer at the address of a wallet', 'https://w.example/a?credential_offer_uri=x', 'offer'],
  ['a request', `openid4vp://?${request}`, 'request'],
  ['a request of another scheme', `haip-vp:?${request}`, 'request'],
  [
    'a request at the address of an app',
    `http://localhost:8080/riverside/?${request}#/x`,
    'request',
  ],
])('readOpenedLink knows %s', (_, link, kind) => {
  expect(readOpenedLink(` ${link}\n`)).toEqual({ kind, link })
})

test('readOpenedLink takes what the system hands over out of its wrapping', () => {
  const inner = `web+fidecura://?${request}`
  const link = `wallet://?link=${encodeURIComponent(inner)}`
  expect(readOpenedLink(link)).toEqual({ kind: 'request', link: inner })
})

test.each([
  ['a text', 'Bring your card.'],
  ['a page', 'https://hospital.example/?lang=en'],
  ['no scheme', `?${request}`],
  ['a parameter behind a fragment', `https://x.example/#?${request}`],
  ['more than a link says', `openid4vp://?client_id=${'x'.repeat(60_000)}`],
])('readOpenedLink passes %s over', (_, text) => {
  expect(readOpenedLink(text)).toBeUndefined()
})
