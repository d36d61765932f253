import { assertVerifiedPresentation } from '@fidecura/credentials'
import { presentTo } from '@fidecura/openid/wallet'
import { describe, expect, test } from '@jest/globals'
import { createWorld, firstOf, licenceClaims, nameOnly, other, present } from './world.ts'

describe('a wallet and a verifier', () => {
  test('ask, show and verify what was asked for, and nothing else', async () => {
    const world = await createWorld()
    const { session, link } = await world.openid.ask(nameOnly, other)
    expect(await world.openid.collect(session)).toMatchObject({ kind: 'waiting' })
    const request = await world.open(link)
    expect(request).toMatchObject({
      asker: { kind: 'did', did: world.clinic.did },
      respondsTo: 'https://clinic.example',
      needed: ['licence'],
      transactions: [],
    })
    const [candidate] = firstOf(request)
    expect(candidate?.disclose).toEqual(['/name'])
    const { name, profession, jurisdiction, standing } = licenceClaims
    expect(candidate?.shown).toEqual({ name, profession, jurisdiction, standing })
    expect(await presentTo(request, { chosen: firstOf(request) })).toEqual({
      redirectTo: undefined,
    })
    const answer = await world.openid.collect(session)
    if (answer.kind !== 'presented') throw new Error(answer.kind)
    assertVerifiedPresentation(answer.presentation)
    expect(answer.presentation).toMatchObject({
      audience: `decentralized_identifier:${world.clinic.did}`,
      holder: world.doctor.did,
    })
    expect(answer.byQuery['licence']).toEqual(answer.presentation.credentials)
    expect(answer.byQuery['licence']?.[0]?.claims).toEqual(candidate?.shown)
    await expect(world.openid.collect(session)).rejects.toMatchObject({
      code: 'openid_session_unknown',
    })
  })

  test('agree without encryption, too', async () => {
    const world = await createWorld({ verifier: { encrypted: false } })
    expect((await present(world)).presentation.holder).toBe(world.doctor.did)
  })
})
