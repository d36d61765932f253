import { epochSeconds, systemClock } from '@fidecura/base'
import { type Did, generateSigner } from '@fidecura/identity'
import { type AdminAct, signAdminOrder } from '@fidecura/server'
import type { AdminOrderItem } from '@fidecura/server/client'
import { expect } from '@jest/globals'
import { comesTrue } from './comes-true.ts'
import { type ConsolePage, comeIn } from './console-page.ts'
import type { ConsoleService, Holder } from './console-service.ts'

const management = 'management'
const purposes = ['HSYSADMIN']

/**
 * Two administrators give orders and sign them, one in the console. What it shows is of the order and of who signed it,
 * whatever the service says beside.
 */
export async function orderByTwo(desk: ConsolePage, service: ConsoleService): Promise<void> {
  const { hospital } = service
  const { did } = hospital.site
  const kim = await administrator(service, 'Kim Example', 'C-1004')
  const partners = () => hospital.settings.partners.map(({ name }) => name)
  const given = async (act: AdminAct, by = kim) => {
    const issuedAt = systemClock()
    const expiresAt = epochSeconds(Math.floor(issuedAt) + 3600)
    const order = { id: `urn:uuid:${crypto.randomUUID()}`, hospital: did, act, expiresAt }
    return { order: await signAdminOrder(order, { signer: by.signer, issuedAt }), id: order.id }
  }
  await desk.press('Lock')
  const link = await service.invite('Robin Example', 'C-1003', purposes, management)
  await desk.page.goto(link)
  await comeIn(desk, 'Robin Example', false)

  // Gives one, which waits for the other.
  await desk.press('Orders')
  await desk.see('Orders')
  await desk.press('Give an order')
  await desk.see('Give an order')
  await desk.check('Add a partner hospital')
  await desk.type('Name', 'Lakeside Hospital')
  await desk.press('Look at it once more')
  await desk.page.getByText('missing or not as it must be').waitFor()
  expect(await desk.violations()).toEqual([])
  await desk.type('Identifier of the hospital', lakeside)
  await desk.type('Address of its patients’ app', 'https://lakeside.example/patient/')
  await desk.press('Look at it once more')
  await desk.see('This is what you sign')
  expect(await desk.violations()).toEqual([])
  await desk.press('Sign')
  await desk.page.getByText('You signed first').waitFor()
  const sign = desk.page.getByRole('button', { name: 'Sign as the second person' })
  expect(await sign.count()).toBe(0)
  const [waiting] = (await kim.client.orders()).items
  if (waiting === undefined) throw new Error('no order came')
  await comesTrue(async () => expect(partners()).not.toContain('Lakeside Hospital'))

  // Signs one of the other, whatever is said of it.
  const act: AdminAct = { kind: 'remove_partner', did: hospital.settings.partners[0]?.did as Did }
  const other = await given(act)
  await kim.client.giveOrder({ order: other.order })
  const liar = (item: AdminOrderItem): AdminOrderItem =>
    item.id === other.id ? { ...item, kind: 'take_backup', proposedBy: 'Wu Secretary' } : item
  await say(desk, liar)
  const card = desk.page.locator('.card').filter({ hasText: 'Remove a partner hospital' })
  await card.getByText('Kim Example').waitFor()
  expect(await desk.page.getByText('Wu Secretary').count()).toBe(0)
  expect(await desk.violations()).toEqual([])
  await desk.press('Sign as the second person')
  await card.getByText('Carried out').first().waitFor()
  expect(partners()).not.toContain('Hillside Hospital')

  // Of what nobody can prove, there is nothing to be read and nothing to be signed.
  const thief = {
    ...kim,
    signer: { ...(await generateSigner()), did: kim.signer.did, keyId: kim.signer.keyId },
  }
  const forged = await given({ kind: 'remove_root', did: did }, thief)
  await say(desk, (item) => (item.id === waiting.id ? { ...item, order: forged.order } : item))
  await desk.page.getByText('Do not sign it; tell the other').waitFor()
  expect(await sign.count()).toBe(0)
  expect(await desk.violations()).toEqual([])
  await say(desk, (item) => item)

  // Takes its own back.
  await desk.press('Take it back')
  await desk.page.getByText('Declined', { exact: true }).waitFor()
  expect((await kim.client.orders()).items.map(({ state }) => state)).toEqual(['declined', 'done'])
}

const lakeside = 'did:key:zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv'

async function administrator(
  service: ConsoleService,
  name: string,
  number: string,
): Promise<Holder> {
  const holder = await service.holder()
  const link = await service.invite(name, number, purposes, management)
  const { id } = await holder.claim(link.split('#offer=')[1] ?? '')
  await holder.enter(id)
  return holder
}

/** What the service says of orders, from now on, and has the screen look again. */
async function say(
  { page }: ConsolePage,
  change: (item: AdminOrderItem) => AdminOrderItem,
): Promise<void> {
  const list = /\/api\/v1\/orders\?/
  await page.unroute(list)
  await page.route(list, async (route) => {
    const response = await route.fetch()
    const answer = (await response.json()) as { readonly items: readonly AdminOrderItem[] }
    await route.fulfill({ response, json: { ...answer, items: answer.items.map(change) } })
  })
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
}
