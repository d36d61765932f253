import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { addExample } from '../help-format.ts'
import { addEvidenceDepositCommands } from './evidence-deposit.ts'
import { addEvidenceEraseCommands } from './evidence-erase.ts'
import { addEvidenceShowCommands } from './evidence-show.ts'
import { addEvidenceVerifyCommands } from './evidence-verify.ts'

export function addEvidenceCommand(program: Command, context: Context): void {
  const { frame, evidence: texts } = context.help
  const evidence = program.command('evidence').description(texts.about)
  addExample(
    evidence,
    frame,
    'evidence verify note.json --proof note.proof.json --trust trust.json',
  )
  addEvidenceDepositCommands(evidence, context)
  addEvidenceShowCommands(evidence, context)
  addEvidenceVerifyCommands(evidence, context)
  addEvidenceEraseCommands(evidence, context)
}
