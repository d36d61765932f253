import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { addExample } from '../help-format.ts'
import { addEntryConfirmCommand } from './entry-confirm.ts'
import { addEntrySignCommand } from './entry-sign.ts'
import { addEntryVerifyCommand } from './entry-verify.ts'

export function addEntryCommand(program: Command, context: Context): void {
  const { frame, entry: texts } = context.help
  const entry = program.command('entry').description(texts.about)
  addExample(entry, frame, 'entry confirm entry.jwt --bytes note.json --key patient.key')
  addEntrySignCommand(entry, context)
  addEntryConfirmCommand(entry, context)
  addEntryVerifyCommand(entry, context)
}
