import type { SwitchSelection } from '@fidecura/credentials'
import type { Command } from 'commander'
import type { HelpTexts } from './messages/help.ts'
import { readPair, readType, wrongOption } from './options.ts'

export interface SelectionOptions {
  readonly type?: string
  readonly subject?: string
  readonly person?: string
  readonly department?: string
  readonly everything?: boolean
}

export function addSelectionOptions(
  command: Command,
  { switch: { selection } }: HelpTexts,
): Command {
  return command
    .option('--type <type>', selection.type)
    .option('--subject <did>', selection.subject)
    .option('--person <number>', selection.person)
    .option('--department <did>', selection.department)
    .option('--everything', selection.everything)
}

/** What the options name; undefined if that is nothing. */
export function readSelection(
  id: string | undefined,
  { type, subject, person, department, everything }: SelectionOptions,
): SwitchSelection | undefined {
  const selection: SwitchSelection = {
    ...(id === undefined ? {} : { id }),
    ...(type === undefined ? {} : { type: readType(type, '--type') }),
    ...(subject === undefined ? {} : { subject }),
    ...(person === undefined ? {} : { person: readPair(person, '--person') }),
    ...(department === undefined ? {} : { department }),
    ...(everything === true ? { everything } : {}),
  }
  const named = Object.keys(selection).length
  if (everything === true && named > 1) throw wrongOption('--everything')
  return named === 0 ? undefined : selection
}
