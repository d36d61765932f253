import { refuses, same } from '../lib/expect.mjs'
import { createSetting, entryOf, noon, statusOf } from '../lib/setting.mjs'

const type = 'urn:example:badge:1'
const claims = { name: 'Wen Example', ward: { name: '4B', beds: [1, 2] }, team: 'night' }
const asked = { audience: 'https://platform.example', nonce: 'n-0S6_WzA2Mj' }

/** Issued, presented and verified in both formats, by each algorithm, with a status list. */
export function credentials(ours) {
  const checks = {}
  for (const algorithm of ['ES256', 'ES384', 'EdDSA']) {
    checks[`an SD-JWT by ${algorithm} is presented in part and verified`] = () =>
      presentInPart(ours, algorithm)
    checks[`a vc+jwt by ${algorithm} with a bitstring list is verified, and refused once revoked`] =
      () => verifyWithStatus(ours, algorithm)
  }
  checks['an altered, expired or foreign credential is refused'] = () => refuseAltered(ours)
  checks['a presentation is refused when altered, replayed, or for somebody else'] = () =>
    refusePresentations(ours)
  return checks
}

async function presentInPart(ours, algorithm) {
  const setting = await createSetting(ours, { algorithm })
  const { holder: signer, now } = setting
  const { source } = await statusOf(ours, setting, 'token')
  const contents = { type, claims, decoys: 3, status: entryOf('token', 7) }
  const token = await setting.issue(contents, 'dc+sd-jwt')
  const options = { disclose: ['name'], signer, issuedAt: now, ...asked }
  const presented = await ours.credentials.presentCredential(token, options)
  const verifier = setting.verifierWith({ status: source })
  const { credentials } = await verifier.verifyPresentation(presented, asked)
  same(credentials[0].claims, { name: claims.name })
  same(credentials[0].issuer, setting.root.did)
}

async function verifyWithStatus(ours, algorithm) {
  const setting = await createSetting(ours, { algorithm })
  const status = entryOf('bitstring', 4711)
  const token = await setting.issue({ type, claims, status }, 'vc+jwt')
  const good = await statusOf(ours, setting, 'bitstring')
  const verified = await setting.verifierWith({ status: good.source }).verifyCredential(token)
  same(verified.claims, claims)
  ours.credentials.assertVerifiedCredential(verified)
  const entries = [{ index: 4711, value: 'revoked' }]
  const bad = await statusOf(ours, setting, 'bitstring', entries)
  const verify = (options) => setting.verifierWith(options).verifyCredential(token)
  await refuses('status_revoked', () => verify({ status: bad.source }))
  await refuses('status_not_configured', () => verify({}))
}

async function refuseAltered(ours) {
  const setting = await createSetting(ours)
  const stranger = await createSetting(ours)
  const verifier = setting.verifierWith()
  const token = await setting.issue({ type, claims }, 'vc+jwt')
  const [header, , signature] = token.split('.')
  const other = (await setting.issue({ type, claims: { ...claims, team: 'day' } }, 'vc+jwt')).split(
    '.',
  )[1]
  const verify = (compact, options) => verifier.verifyCredential(compact, options)
  same((await verify(token)).types, [type])
  await refuses('jws_signature_invalid', () => verify(`${header}.${other}.${signature}`))
  await refuses('jws_malformed', () => verify(`${token}=`))
  const late = ours.base.epochSeconds(noon + 91 * 86_400)
  await refuses('credential_expired', () => verify(token, { at: late, now: late }))
  await refuses('credential_issuer_untrusted', async () =>
    verify(await stranger.issue({ type, claims }, 'vc+jwt')),
  )
}

async function refusePresentations(ours) {
  const setting = await createSetting(ours)
  const { holder: signer, now } = setting
  const token = await setting.issue({ type, claims }, 'dc+sd-jwt')
  const options = { disclose: 'all', signer, issuedAt: now, ...asked }
  const presented = await ours.credentials.presentCredential(token, options)
  const verifier = setting.verifierWith()
  const verify = (text, by = asked) => verifier.verifyPresentation(text, by)
  const parts = presented.split('~')
  await refuses('holder_binding_hash_mismatch', () =>
    verify([parts[0], ...parts.slice(2)].join('~')),
  )
  await refuses('holder_binding_missing', () => verify(`${parts.slice(0, -1).join('~')}~`))
  await refuses('presentation_audience_wrong', () =>
    verify(presented, { ...asked, audience: 'https://other.example' }),
  )
  await refuses('presentation_nonce_wrong', () =>
    verify(presented, { ...asked, nonce: 'another one' }),
  )
  const { credentials } = await verify(presented)
  // Disclosures come in any order, and so do the claims.
  const written = (value) => ours.base.decodeUtf8(ours.base.canonicalizeJson(value))
  same(written(credentials[0].claims), written(claims))
  await refuses('presentation_replayed', () => verify(presented))
}
