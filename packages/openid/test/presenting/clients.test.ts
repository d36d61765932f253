import { allowLoopbackHttp } from '@fidecura/base'
import { generateSigner, type Signer } from '@fidecura/identity'
import { allowUnsignedRequests } from '@fidecura/openid'
import type { OpenIdVerifierOptions } from '@fidecura/openid/verifier'
import { presentTo, type VerifyCertificates } from '@fidecura/openid/wallet'
import { certifiedKeyOf, verifyX5c, withCertificateChain } from '@fidecura/x5c'
import { describe, expect, test } from '@jest/globals'
import { hierarchy } from '../../../x5c/test/support/pki.ts'
import { type Crafted, openCrafted } from './crafted-request.ts'
import { createWorld, firstOf, nameOnly, other, present } from './world.ts'

type Prefix = 'x509_san_dns' | 'x509_hash'

/** A clinic with a certificate of its domain, and wallets that trust who issued it. */
async function certified(prefix: Prefix, domain = 'clinic.example') {
  const signer = await generateSigner()
  const { chain, ders } = await hierarchy({ signer, leaf: { names: [{ dNSName: domain }] } })
  const clinic = withCertificateChain(signer, chain)
  const world = await createWorld({ signer: clinic, client: (own) => ({ prefix, signer: own }) })
  const certificates = trusting([ders.root])
  return { world, clinic, ders, certificates }
}

function trusting(roots: readonly Uint8Array[]): VerifyCertificates {
  return (request, { at }) =>
    verifyX5c(request, { roots, key: certifiedKeyOf(request), at, revocation: 'not_checked' })
}

describe('a client with a certificate', () => {
  test.each(['x509_san_dns', 'x509_hash'] as const)('asks as %s', async (prefix) => {
    const { world, certificates } = await certified(prefix)
    const { link } = await world.openid.ask(nameOnly, other)
    const { asker } = await world.open(link, { certificates })
    const subject = { organization: 'Example Hospital' }
    expect(asker).toMatchObject(
      prefix === 'x509_hash'
        ? { kind: 'certificate', certificate: { subject } }
        : { kind: 'domain', domain: 'clinic.example', certificate: { subject } },
    )
    const answer = await present(world, nameOnly, other, { certificates })
    expect(answer.presentation.audience.startsWith(`${prefix}:`)).toBe(true)
  })

  test.each(['x509_san_dns', 'x509_hash'] as const)('is refused as %s', async (prefix) => {
    const { world } = await certified(prefix)
    const { link } = await world.openid.ask(nameOnly, other)
    await expect(world.open(link)).rejects.toMatchObject({ code: 'openid_client_unsupported' })
    const stranger = await hierarchy()
    const certificates = trusting([stranger.ders.root])
    await expect(world.open(link, { certificates })).rejects.toMatchObject({
      code: 'x5c_signature_invalid',
    })
  })

  const asked = (clinic: Signer, id: string, more: Crafted['members'] = {}): Crafted => ({
    signer: clinic,
    members: { client_id: id, ...more },
    link: { client_id: id },
  })

  test('is its own domain, in full, and no other', async () => {
    for (const [domain, code] of [
      ['clinic.example', undefined],
      ['CLINIC.example', undefined],
      ['evil.example', 'openid_client_mismatch'],
      ['*.example', 'openid_client_mismatch'],
    ] as const) {
      const { world, clinic, certificates } = await certified('x509_san_dns', domain)
      const crafted = asked(clinic, 'x509_san_dns:clinic.example')
      const opened = openCrafted(world, { ...crafted, options: { certificates } })
      if (code === undefined) await expect(opened).resolves.toBeDefined()
      else await expect(opened).rejects.toMatchObject({ code })
    }
    const { world, clinic, certificates } = await certified('x509_san_dns', '*.example')
    const crafted = asked(clinic, 'x509_san_dns:*.example')
    await expect(
      openCrafted(world, { ...crafted, options: { certificates } }),
    ).rejects.toMatchObject({ code: 'openid_client_mismatch' })
  })

  test('has answers sent to its own domain alone', async () => {
    const { world, clinic, certificates } = await certified('x509_san_dns')
    for (const host of ['evil.example', 'sub.clinic.example', 'clinic.example.evil.example']) {
      const crafted = asked(clinic, 'x509_san_dns:clinic.example', {
        response_uri: `https://${host}/answers`,
      })
      await expect(
        openCrafted(world, { ...crafted, options: { certificates } }),
      ).rejects.toMatchObject({ code: 'openid_response_uri_refused' })
    }
  })

  test('is the certificate that it names', async () => {
    const { world, clinic, certificates } = await certified('x509_hash')
    const crafted = asked(clinic, `x509_hash:${'A'.repeat(43)}`)
    await expect(
      openCrafted(world, { ...crafted, options: { certificates } }),
    ).rejects.toMatchObject({ code: 'openid_client_mismatch' })
  })

  test('signs with the certified key, what is a request', async () => {
    const { world, clinic, certificates } = await certified('x509_san_dns')
    const crafted = asked(clinic, 'x509_san_dns:clinic.example')
    const options = { certificates }
    await expect(openCrafted(world, { ...crafted, options, typ: 'jwt' })).rejects.toMatchObject({
      code: 'jws_type_wrong',
    })
    const stolen = await generateSigner()
    const signer = { ...clinic, sign: stolen.sign }
    await expect(openCrafted(world, { ...crafted, options, signer })).rejects.toMatchObject({
      code: 'x5c_not_signed',
    })
    // Even where whoever validates certificates does not look at the signature.
    const { certificateChain = [] } = clinic
    const lax: VerifyCertificates = (_, { at }) =>
      certificates(certificateChain as never, { at, signal: undefined })
    await expect(
      openCrafted(world, { ...crafted, options: { certificates: lax }, signer }),
    ).rejects.toMatchObject({ code: 'jws_signature_invalid' })
  })

  test('cannot be made without certificates', async () => {
    const world = await createWorld({ client: (signer) => ({ prefix: 'x509_hash', signer }) })
    await expect(world.openid.ask(nameOnly, other)).rejects.toMatchObject({
      code: 'openid_options_invalid',
      place: 'client',
    })
  })
})

describe('a client that nobody vouches for', () => {
  const origin = 'http://127.0.0.1:8080'
  const doors = { [allowLoopbackHttp]: [origin], [allowUnsignedRequests]: [origin] } as const
  const client: OpenIdVerifierOptions['client'] = {
    prefix: 'redirect_uri',
    [allowUnsignedRequests]: [origin],
  }
  const build = () =>
    createWorld({
      client: () => client,
      verifier: { baseUrl: `${origin}/openid`, [allowLoopbackHttp]: [origin] },
    })

  test('is answered in development', async () => {
    const world = await build()
    const { link, session } = await world.openid.ask(nameOnly, other)
    expect(link).not.toContain('request_uri=')
    const request = await world.open(link, doors)
    expect(request).toMatchObject({ asker: { kind: 'unsigned' }, respondsTo: origin })
    await presentTo(request, { chosen: firstOf(request) })
    const answer = await world.openid.collect(session)
    expect(answer).toMatchObject({
      kind: 'presented',
      presentation: { audience: expect.stringMatching(/^redirect_uri:http:\/\/127\.0\.0\.1:8080/) },
    })
  })

  test('is refused where that origin is not named, on either side', async () => {
    const world = await build()
    const { link } = await world.openid.ask(nameOnly, other)
    for (const named of [[], ['http://127.0.0.1:8081']]) {
      const some = { ...doors, [allowUnsignedRequests]: named }
      await expect(world.open(link, some)).rejects.toMatchObject({
        code: 'openid_request_unsigned',
      })
    }
    const { [allowUnsignedRequests]: _, ...none } = doors
    await expect(world.open(link, none)).rejects.toMatchObject({ code: 'openid_request_unsigned' })
    const elsewhere = await createWorld({ client: () => client })
    await expect(elsewhere.openid.ask(nameOnly, other)).rejects.toMatchObject({
      code: 'openid_options_invalid',
    })
  })

  test('has answers sent where its name says', async () => {
    const world = await build()
    const { link } = await world.openid.ask(nameOnly, other)
    const url = new URLSearchParams(link.slice(link.indexOf('?') + 1))
    url.set('response_uri', `${origin}/elsewhere`)
    await expect(world.open(`openid4vp://?${url}`, doors)).rejects.toMatchObject({
      code: 'openid_response_uri_refused',
    })
  })

  test('is not believed for being signed', async () => {
    const world = await createWorld()
    const id = 'redirect_uri:https://clinic.example/answers'
    const crafted = { members: { client_id: id }, link: { client_id: id } }
    for (const options of [{}, { [allowUnsignedRequests]: ['https://clinic.example'] }]) {
      await expect(openCrafted(world, { ...crafted, options })).rejects.toMatchObject({
        code: 'openid_request_unsigned',
      })
    }
  })

  test('is not let in by going by the name of a DID without a signature', async () => {
    const world = await createWorld()
    const { link } = await world.openid.ask(nameOnly, other)
    const url = new URLSearchParams(link.slice(link.indexOf('?') + 1))
    url.delete('request_uri')
    url.delete('request_uri_method')
    for (const [name, value] of [
      ['response_type', 'vp_token'],
      ['response_mode', 'direct_post'],
      ['response_uri', 'https://clinic.example/answers'],
      ['nonce', 'n'],
      ['dcql_query', JSON.stringify(nameOnly)],
    ] as const) {
      url.set(name, value)
    }
    const door = { [allowUnsignedRequests]: ['https://clinic.example'] }
    for (const options of [{}, door]) {
      await expect(world.open(`openid4vp://?${url}`, options)).rejects.toMatchObject({
        code: 'openid_request_unsigned',
      })
    }
  })
})
