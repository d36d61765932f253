import type { Conditions } from '@fidecura/consent'
import type { Command } from 'commander'
import type { HelpTexts } from './messages/help.ts'
import { readAction } from './options.ts'
import { readCoding, readDataTypes } from './requested-data.ts'

/** A part that is taken out of what would be allowed. */
export interface WithoutOptions {
  readonly withoutPurpose?: readonly string[]
  readonly withoutAction?: readonly string[]
  readonly withoutType?: readonly string[]
  readonly withoutCode?: readonly string[]
  readonly withoutLabel?: readonly string[]
}

export function addWithoutOptions(command: Command, { life }: HelpTexts): Command {
  const texts = life.narrow
  return command
    .option('--without-purpose <code...>', texts.withoutPurpose)
    .option('--without-action <name...>', texts.withoutAction)
    .option('--without-type <type...>', texts.withoutType)
    .option('--without-code <code...>', texts.withoutCode)
    .option('--without-label <label...>', texts.withoutLabel)
}

/** What several say together is one part: what is of these types and has these codes. */
export function readWithout(options: WithoutOptions): Conditions | undefined {
  const { withoutPurpose, withoutAction, withoutType, withoutCode, withoutLabel } = options
  const actions = withoutAction?.map((name) => readAction(name, '--without-action'))
  const codes = withoutCode?.map((code) => readCoding(code, '--without-code'))
  const labels = withoutLabel?.map((label) => readCoding(label, '--without-label'))
  const without: Conditions = {
    ...(withoutPurpose === undefined ? {} : { purposes: withoutPurpose }),
    ...(actions === undefined ? {} : { actions }),
    ...(withoutType === undefined ? {} : { types: readDataTypes(withoutType, '--without-type') }),
    ...(codes === undefined ? {} : { codes }),
    ...(labels === undefined ? {} : { labels }),
  }
  return Object.keys(without).length === 0 ? undefined : without
}
