import { parseEvidenceId } from '@fidecura/evidence'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { askWhether } from '../environment.ts'
import { addDeskOptions, type DeskOptions, withEvidence } from '../evidence-desk.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'

interface EraseOptions extends DeskOptions {
  readonly yes?: boolean
}

interface HoldOptions extends DeskOptions {
  readonly reason: string
  readonly release?: boolean
}

export function addEvidenceEraseCommands(group: Command, { run, help }: Context): void {
  const { frame, evidence: texts } = help
  const place = '--key ward.key --store log.sqlite --log-key log.key --trust trust.json'
  const erase = addDeskOptions(group.command('erase <id>'), help)
    .description(texts.erase.about)
    .option('--yes', texts.erase.yes)
  addExample(erase, frame, 'evidence erase ev-…', place).action(
    run(async (services, text: string, options: EraseOptions) => {
      const { environment, output, messages } = services
      const id = parseEvidenceId(text)
      const { askErase, notErased, erased } = messages.evidence
      if (options.yes !== true && !(await askWhether(askErase(id), environment))) {
        output.result(notErased, { id, erased: false })
        return exitCodes.no
      }
      await withEvidence(services, options, (evidence) => evidence.erase(id))
      output.result(erased(id), { id, erased: true })
      return exitCodes.yes
    }),
  )

  const hold = addDeskOptions(group.command('hold <id>'), help)
    .description(texts.hold.about)
    .requiredOption('--reason <code>', texts.hold.reason)
    .option('--release', texts.hold.release)
  addExample(hold, frame, 'evidence hold ev-… --reason court_order', place).action(
    run(async (services, text: string, options: HoldOptions) => {
      const { output, messages } = services
      const id = parseEvidenceId(text)
      const { reason, release = false } = options
      const isOnHold = await withEvidence(services, options, async (evidence) => {
        await (release ? evidence.releaseHold(id, reason) : evidence.placeHold(id, reason))
        // Somebody else may hold it, too.
        return (await evidence.lookUp(id, 'depositor')).isOnHold
      })
      const { held, released, onHold } = messages.evidence
      const freed = isOnHold ? `${released(id)}\n${onHold}` : released(id)
      output.result(release ? freed : held(id), { id, isOnHold })
      return exitCodes.yes
    }),
  )
}
