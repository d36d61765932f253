import type { Command } from 'commander'
import { addAsking } from '../at/at-commands.ts'
import { everyPage } from '../at/every-page.ts'
import { type AtOptions, forRecord } from '../at/open-at.ts'
import type { Context } from '../context.ts'
import { assertAbsent, readToken, writeNew } from '../environment.ts'
import { addAtAuthority } from './at-authority.ts'
import { addAtClaim } from './at-claim.ts'
import { addAtEntries } from './at-entries.ts'
import { addAtGuardianships } from './at-guardianships.ts'
import { addAtMandates } from './at-mandates.ts'
import { addAtOffers } from './at-offers.ts'
import { addAtRecords } from './at-records.ts'
import { addAtRecovery } from './at-recovery.ts'
import { addAtRequests } from './at-requests.ts'
import { addAtStaff } from './at-staff.ts'
import { addAtStatements } from './at-statements.ts'

/** What staff and patients do at a hospital, over the network, with a key file and what was issued to it. */
export function addAtCommand(program: Command, context: Context): void {
  const { at: texts, shared } = context.help
  const group = program.command('at').description(texts.about)
  addAsking(group, context, {
    ...{ usage: 'whoami', about: texts.whoami, example: 'whoami' },
    ask: async ({ as }) => as,
  })
  addAtClaim(group, context)
  addAtOffers(group, context)
  addAtStaff(group, context)
  addAtRequests(group, context)
  addAtStatements(group, context)
  addAtEntries(group, context)
  addAtRecords(group, context)
  addAtMandates(group, context)
  addAtGuardianships(group, context)
  addAtRecovery(group, context)
  addAtAuthority(group, context)
  addAsking(group, context, {
    ...{ usage: 'notices', about: texts.notices, example: 'notices' },
    options: (command) => command.option('--record <value>', texts.record),
    ask: async (asked, _, options) => ({
      items: await everyPage(asked, (page) =>
        asked.client.myNotices({ ...page, ...forRecord(options) }),
      ),
    }),
  })
  addAsking(group, context, {
    ...{ usage: 'told', about: texts.told, example: 'told' },
    ask: async (asked) => ({
      items: await everyPage(asked, (page) => asked.client.statementNotices(page)),
    }),
  })
  addAsking<AtOptions & { readonly out: string }>(group, context, {
    ...{ usage: 'evidence <file>', about: texts.evidence },
    example: 'evidence consent.jwt --out consent.proof',
    options: (command) =>
      command.requiredOption('--out <file>', shared.out).option('--record <value>', texts.record),
    async ask({ client, services }, [file = ''], { out, record }) {
      await assertAbsent(out)
      const token = await readToken(file, services.environment)
      const proven = await client.provePreserved({
        token,
        ...(record === undefined ? {} : { record }),
      })
      await writeNew(out, proven.proof)
      const { id, number, log, witnesses, quorum } = proven
      return { id, number, log, witnesses, quorum, file: out }
    },
  })
}
