import type { Command } from 'commander'
import { isAgreedTo } from '../agreed-to.ts'
import { addAsking } from '../at/at-commands.ts'
import { everyPage } from '../at/every-page.ts'
import { factsText } from '../at/facts-text.ts'
import { notFoundAt } from '../at/not-found.ts'
import type { At, AtOptions } from '../at/open-at.ts'
import { firstOrder, orderAbout, secondOrder } from '../at/orders.ts'
import type { Context } from '../context.ts'
import { jsonOf } from '../credential-text.ts'

type EndOptions = AtOptions & { readonly reason: string }

/** Guardianships that the hospital has issued, and ending them by two people of the desk. */
export function addAtGuardianships(at: Command, context: Context): void {
  const { guardianships: texts, reason } = context.help.at
  const group = at.command('guardianships').description(texts.about)
  addAsking(group, context, {
    ...{ usage: 'list', about: texts.list, example: 'guardianships list' },
    ask: async (asked) => ({
      items: await everyPage(asked, (page) => asked.client.guardianships(page)),
    }),
  })
  addAsking<EndOptions>(group, context, {
    ...{ usage: 'end <guardianship>', about: texts.end, isAgreed: true },
    example: 'guardianships end urn:uuid:1f0c… --reason ward_of_age',
    options: (command) => command.requiredOption('--reason <code>', reason),
    async ask(asked, [id = ''], options) {
      const item = await guardianshipOf(asked, id)
      const { reason: why } = options
      if (!(await isToEnd(asked, { ...item, reason: why }, options))) return undefined
      const { did: issuer } = asked.place
      const order = await firstOrder(asked, { issuer, id }, { reason: why })
      return asked.client.proposeGuardianEnd(id, order)
    },
  })
  addAsking(group, context, {
    ...{ usage: 'second <guardianship>', about: texts.second, isAgreed: true },
    example: 'guardianships second urn:uuid:1f0c…',
    async ask(asked, [id = ''], options) {
      const item = await guardianshipOf(asked, id)
      if (item.ending === undefined) throw notFoundAt('<guardianship>')
      const { order, proposedBy } = item.ending
      const said = orderAbout(order, { issuer: asked.place.did, id })
      if (!(await isToEnd(asked, { ...item, proposedBy, ...said }, options))) return undefined
      return asked.client.approveGuardianEnd(id, await secondOrder(asked, order))
    },
  })
}

async function guardianshipOf(at: At, id: string) {
  const all = await everyPage(at, (page) => at.client.guardianships(page))
  const found = all.find((each) => each.id === id)
  if (found === undefined) throw notFoundAt('<guardianship>')
  return found
}

function isToEnd(at: At, shown: object, options: object): Promise<boolean> {
  const { messages } = at.services
  return isAgreedTo(at, factsText(jsonOf(shown), messages.at), messages.at.ask.end, options)
}
