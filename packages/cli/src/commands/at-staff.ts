import { parseJson } from '@fidecura/base'
import {
  ServerProblem,
  type StaffMember,
  type StaffState,
  signStaffApproval,
  staffDigest,
} from '@fidecura/server/client'
import type { Command } from 'commander'
import { isAgreedTo } from '../agreed-to.ts'
import { addAsking } from '../at/at-commands.ts'
import { everyPage } from '../at/every-page.ts'
import { factsText } from '../at/facts-text.ts'
import { importRows } from '../at/import-rows.ts'
import { notFoundAt } from '../at/not-found.ts'
import type { At, AtOptions } from '../at/open-at.ts'
import { firstOrder, orderAbout, secondOrder } from '../at/orders.ts'
import type { Context } from '../context.ts'
import { jsonOf } from '../credential-text.ts'
import { readInput } from '../environment.ts'
import { inFile } from '../located.ts'
import { readInstant } from '../options.ts'
import { UsageError } from '../usage-error.ts'

type Reasoned = AtOptions & { readonly reason: string }

const maxListBytes = 16_777_216

/** The staff of a department: bringing in, approving, turning off. */
export function addAtStaff(at: Command, context: Context): void {
  const { staff: texts, reason } = context.help.at
  const group = at.command('staff').description(texts.about)
  const needsReason = (command: Command) => command.requiredOption('--reason <code>', reason)

  addAsking<AtOptions & { readonly state?: StaffState }>(group, context, {
    ...{ usage: 'list', about: texts.list, example: 'staff list --state to_review' },
    options: (command) => command.option('--state <state>', texts.state),
    ask: async (asked, _, { state }) => ({
      items: await everyPage(asked, (page) => asked.client.staff({ ...page, state })),
    }),
  })
  addAsking(group, context, {
    ...{ usage: 'show <id>', about: texts.show, example: 'staff show 5kQ…' },
    ask: ({ client }, [id = '']) => client.staffMember(id),
  })
  addAsking<AtOptions & { readonly onlyValid?: boolean; readonly check?: boolean }>(
    group,
    context,
    {
      ...{ usage: 'import <file>', about: texts.import, example: 'staff import staff.json' },
      options: (command) =>
        command.option('--only-valid', texts.onlyValid).option('--check', texts.check),
      async ask(asked, [file = ''], options) {
        const { environment } = asked.services
        const rows = await inFile(file, async () =>
          parseJson(await readInput(file, environment, maxListBytes), { maxBytes: maxListBytes }),
        )
        if (Array.isArray(rows) && rows.length > 0) return importRows(asked, rows, options)
        throw new UsageError('file_unexpected', 'Not a list of rows', { place: file })
      },
    },
  )
  addAsking(group, context, {
    ...{ usage: 'offer <id...>', about: texts.offer, example: 'staff offer 5kQ… 7wR…' },
    async ask({ client }, ids) {
      const { offers } = await client.offerToStaff(ids)
      return { items: offers.map(({ link, ...offer }) => ({ ...offer, opens: link })) }
    },
  })
  addAsking(group, context, {
    ...{ usage: 'approve <id...>', about: texts.approve, example: 'staff approve 5kQ…' },
    ...{ isAgreed: true, ask: approve },
  })
  addAsking<Reasoned>(group, context, {
    ...{ usage: 'reject <id>', about: texts.reject, options: needsReason },
    example: 'staff reject 5kQ… --reason left_before',
    ask: ({ client }, [id = ''], options) => client.rejectStaff(id, options.reason),
  })
  addAsking<Reasoned>(group, context, {
    ...{ usage: 'suspend <id>', about: texts.suspend, options: needsReason },
    example: 'staff suspend 5kQ… --reason under_review',
    ask: ({ client }, [id = ''], options) => client.suspendStaff(id, options.reason),
  })
  addAsking(group, context, {
    ...{ usage: 'reinstate <id>', about: texts.reinstate, example: 'staff reinstate 5kQ…' },
    ask: ({ client }, [id = '']) => client.reinstateStaff(id),
  })
  addAsking(group, context, {
    ...{ usage: 'impact <id>', about: texts.impact, example: 'staff impact 5kQ…' },
    ask: ({ client }, [id = '']) => client.impactOfStaff(id),
  })
  addAsking<Reasoned & { readonly from?: string; readonly yes?: boolean }>(group, context, {
    ...{ usage: 'revoke <id>', about: texts.revoke, isAgreed: true },
    example: 'staff revoke 5kQ… --reason licence_revoked',
    options: (command) => needsReason(command).option('--from <date-time>', texts.from),
    ask: revoke,
  })
  addAsking(group, context, {
    ...{ usage: 'revocations', about: texts.revocations, example: 'staff revocations' },
    ask: async (asked) => ({
      items: await everyPage(asked, (page) => asked.client.revocations(page)),
    }),
  })
  addAsking(group, context, {
    ...{ usage: 'second <revocation>', about: texts.second, isAgreed: true },
    ...{ example: 'staff second urn:uuid:1f0c…', ask: second },
  })
}

/** Signs exactly what was shown: the service refuses it if anything of it is another by then. */
async function approve(at: At, ids: readonly string[], options: object) {
  const { client, signer, services, as } = at
  const { environment, messages } = services
  const members: StaffMember[] = []
  for (const id of ids) members.push(await client.staffMember(id))
  const text = factsText(jsonOf(members), messages.at)
  if (!(await isAgreedTo(at, text, messages.at.ask.approve, options))) return undefined
  const named = await Promise.all(
    members.map(async (member) => ({ id: member.id, digest: await staffDigest(member) })),
  )
  const department = as.staff?.department.did ?? at.place.did
  const issuedAt = environment.clock()
  const approval = await signStaffApproval({ department, members: named, issuedAt }, { signer })
  return client.approveStaff(approval)
}

async function revoke(at: At, [id = '']: readonly string[], options: Reasoned & { from?: string }) {
  const { client, services } = at
  const { environment, messages } = services
  const member = await client.staffMember(id)
  const { role } = member
  if (role === undefined) {
    throw new ServerProblem('staff_state_wrong', { status: 409, outcome: 'failed' })
  }
  const { reason, from } = options
  const invalidFrom = from === undefined ? environment.clock() : readInstant(from, '--from')
  const text = factsText(jsonOf({ ...member, reason, invalidFrom }), messages.at)
  if (!(await isAgreedTo(at, text, messages.at.ask.revoke, options))) return undefined
  return client.proposeRevocation(await firstOrder(at, role, { reason, invalidFrom }))
}

async function second(at: At, [id = '']: readonly string[], options: object) {
  const { client, services } = at
  const { messages } = services
  const all = await everyPage(at, (page) => client.revocations(page))
  const found = all.find((each) => each.id === id)
  if (found?.staff === undefined) throw notFoundAt('<revocation>')
  const member = await client.staffMember(found.staff)
  const said = orderAbout(found.order, member.role)
  const shown = jsonOf({ ...member, proposedBy: found.proposedBy, ...said })
  const text = factsText(shown, messages.at)
  if (!(await isAgreedTo(at, text, messages.at.ask.revoke, options))) return undefined
  return client.approveRevocation(id, await secondOrder(at, found.order))
}
