import { epochSeconds, formatDateTime, literalText } from '@fidecura/base'
import type { AdminOrder } from '@fidecura/server'
import type { AdminOrderItem } from '@fidecura/server/client'
import type { Command } from 'commander'
import { isAgreedTo } from '../agreed-to.ts'
import { everyPage } from '../at/every-page.ts'
import { type At, type AtOptions, addAtOptions, withHospital } from '../at/open-at.ts'
import type { Context, Services } from '../context.ts'
import { jsonOf } from '../credential-text.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { inFile, readJsonFile } from '../located.ts'
import { wrongOption } from '../options.ts'

interface ProposeOptions extends AtOptions {
  readonly hours: string
}

/** Administers a hospital that is served: by people with a key and a role, two of them where it matters. */
export function addOrderCommands(hospital: Command, { run, help }: Context): void {
  const { frame, order: texts } = help
  const group = hospital.command('order').description(texts.about)
  const where = '--url https://hospital.example/riverside'
  const who = '--key ada.key --wallet ada.json'

  const propose = addAtOptions(group.command('propose <act>'), help)
    .description(texts.propose)
    .option('--hours <number>', texts.hours, '24')
    .option('--yes', texts.yes)
  addExample(propose, frame, `hospital order propose act.json ${where}`, who).action(
    run((services, file: string, options: ProposeOptions) => give(services, file, options)),
  )

  const approve = addAtOptions(group.command('approve <id>'), help)
    .description(texts.approve)
    .option('--yes', texts.yes)
  addExample(approve, frame, `hospital order approve urn:uuid:… ${where}`, who).action(
    run((services, id: string, options: ProposeOptions) => second(services, id, options)),
  )

  const decline = addAtOptions(group.command('decline <id>'), help).description(texts.decline)
  addExample(decline, frame, `hospital order decline urn:uuid:… ${where}`, who).action(
    run((services, id: string, options: AtOptions) =>
      withHospital(services, options, async ({ client }) => {
        const item = await client.declineOrder(id)
        services.output.result(services.messages.order.ended, { order: jsonOf(item) })
        return exitCodes.yes
      }),
    ),
  )

  const list = addAtOptions(group.command('list'), help).description(texts.list)
  addExample(list, frame, `hospital order list ${where}`, who).action(
    run(async (services, options: AtOptions) => {
      const items = await withHospital(services, options, (at) =>
        everyPage(at, (page) => at.client.orders(page)),
      )
      const { line, none } = services.messages.order
      const lines = items.map((item) =>
        line(item.state, item.kind, item.id, literalText(item.proposedBy)),
      )
      services.output.result(lines.length === 0 ? none : lines.join('\n'), {
        orders: items.map(jsonOf),
      })
      return exitCodes.yes
    }),
  )
}

async function give(
  services: Services,
  file: string,
  { hours: asked, ...options }: ProposeOptions,
): Promise<ExitCode> {
  const { environment } = services
  const hours = Number(asked)
  if (!(hours > 0 && hours <= 168)) throw wrongOption('--hours', '1 – 168')
  const { parseAdminAct, signAdminOrder } = await import('@fidecura/server')
  const json = await readJsonFile(file, environment)
  // What cannot be signed is not asked about, nor anybody signed in for it.
  const act = await inFile(file, () => parseAdminAct(json))
  return withHospital(services, options, async ({ client, signer, place }) => {
    const issuedAt = environment.clock()
    const expiresAt = epochSeconds(Math.floor(issuedAt + hours * 3600))
    const id = `urn:uuid:${crypto.randomUUID()}`
    const order: AdminOrder = { id, hospital: place.did, act, expiresAt }
    if (!(await isMeant(services, order, options))) return exitCodes.no
    const signed = await signAdminOrder(order, { signer, issuedAt })
    return told(services, await client.giveOrder({ order: signed }))
  })
}

function second(services: Services, id: string, options: ProposeOptions): Promise<ExitCode> {
  return withHospital(services, options, async (at) => {
    const { client, signer, place } = at
    const { decodeAdminOrder, signAdminOrder } = await import('@fidecura/server')
    const { order } = decodeAdminOrder((await waiting(at, id)).order)
    // What the service shows is not believed: it is shown, and signed as it is.
    if (order.id !== id || order.hospital !== place.did) throw wrongOption('<id>')
    if (!(await isMeant(services, order, options))) return exitCodes.no
    const issuedAt = services.environment.clock()
    const signed = await signAdminOrder(order, { signer, issuedAt })
    return told(services, await client.approveOrder(id, { order: signed }))
  })
}

async function waiting(at: At, id: string): Promise<AdminOrderItem> {
  const items = await everyPage(at, (page) => at.client.orders(page))
  const found = items.find((item) => item.id === id)
  if (found === undefined) throw wrongOption('<id>')
  return found
}

/** All that is signed, as it is: names of members, and words that others have written in quotation marks. */
async function isMeant(
  services: Services,
  order: AdminOrder,
  options: AtOptions,
): Promise<boolean> {
  const { output, messages } = services
  const { about, kinds, until, ask, declined } = messages.order
  const { kind, ...rest } = order.act
  const members = Object.entries(rest).map(
    ([name, value]) => `  ${name}: ${literalText(JSON.stringify(value))}`,
  )
  const lines = [about(order.hospital), kinds[kind], ...members]
  const text = [...lines, until(formatDateTime(order.expiresAt))].join('\n')
  if (await isAgreedTo({ services }, text, ask, options)) return true
  output.result(declined, { signed: false })
  return false
}

function told({ output, messages }: Services, item: AdminOrderItem): ExitCode {
  const { proposed, done } = messages.order
  output.result(item.state === 'done' ? done : proposed(item.id), { order: jsonOf(item) })
  return exitCodes.yes
}
