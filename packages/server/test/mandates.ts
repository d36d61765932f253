import { epochSeconds } from '@fidecura/base'
import { type MandateContents, signMandate } from '@fidecura/consent'
import { claim } from '../../../test/person.ts'
import type { MandateItem, MandatePlace } from '../src/client/index.ts'
import { createPerson, type Person, type World } from './world.ts'

/** What a patient lets somebody do, unless the test says otherwise. */
export const scope = {
  powers: ['view', 'consent', 'withdraw'],
  purposes: ['TREAT'],
  data: '*',
} as const

/** What a patient can sign once they have typed the digits of somebody who has claimed the code. */
interface Agreed {
  readonly id: string
  readonly place: MandatePlace
}

/** Up to the signature, with somebody who has a key already. */
export async function agreeWith(patient: Person, proxy: Person): Promise<Agreed> {
  const { id, code } = await patient.client.offerMandate('Sam Example')
  const { digits } = await claim(proxy, code)
  const { place } = await patient.client.confirmMandate(id, digits)
  if (place === undefined) throw new Error('No place was drawn')
  return { id, place }
}

/** The same with somebody new, who is signed in. */
export async function agree(
  world: World,
  patient: Person,
): Promise<Agreed & { readonly bare: Person }> {
  const bare = await createPerson(world)
  await bare.signIn()
  return { ...(await agreeWith(patient, bare)), bare }
}

export function contentsOf(
  world: World,
  value: string,
  { credential, holder, status, statusAuthority }: MandatePlace,
  claims: object = {},
): MandateContents {
  const now = world.clock.now()
  const patient = { system: 'urn:oid:2.999.1.1', value }
  const named = { patient, ...scope, name: 'Sam Example', statusAuthority, ...claims }
  return {
    ...{ id: credential, subject: holder.did, holderKey: holder.publicKey, status },
    claims: named as MandateContents['claims'],
    ...{ validFrom: now, validUntil: epochSeconds(now + 30 * 86_400), language: 'en' },
  }
}

/** A mandate that was given, and the proxy with it, who is signed in. */
export async function give(
  world: World,
  patient: Person,
  value: string,
  claims: object = {},
): Promise<{ readonly item: MandateItem; readonly proxy: Person }> {
  const { id, bare, place } = await agree(world, patient)
  const contents = contentsOf(world, value, place, claims)
  const { signer } = patient
  const mandate = await signMandate(contents, { signer, issuedAt: world.clock.now() })
  const item = await patient.client.giveMandate({ offer: id, mandate })
  const { credentials = [], chain = [] } = await bare.client.heldOffer(id)
  const proxy = await createPerson(world, { signer: bare.signer, credentials, chain })
  await proxy.signIn()
  return { item, proxy }
}
