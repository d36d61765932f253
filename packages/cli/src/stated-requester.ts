import type { StatedRequester } from '@fidecura/consent/assess'
import type { Command } from 'commander'
import type { HelpTexts } from './messages/help.ts'
import { readDidOption } from './options.ts'

/** Who would ask. Nothing is proven of them, and nothing can be done by it. */
export interface StatedRequesterOptions {
  readonly requester?: readonly string[]
  readonly rolePurpose?: readonly string[]
  readonly purpose: readonly string[]
}

export function addStatedRequesterOptions(command: Command, { life }: HelpTexts): Command {
  return command
    .option('--requester <did...>', life.stated.requester)
    .option('--role-purpose <code...>', life.stated.rolePurpose)
}

/** @param other - Whom it is about where nobody is named. */
export function readStatedRequester(
  { requester, rolePurpose, purpose }: StatedRequesterOptions,
  other: string,
): StatedRequester {
  const parties = (requester ?? [other]).map((did) => readDidOption(did, '--requester'))
  return { parties, purposes: rolePurpose ?? purpose }
}
