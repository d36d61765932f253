import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { addExample } from '../help-format.ts'
import { addTrustAddCommand } from './trust-add.ts'
import { addTrustListCommand } from './trust-list.ts'
import { addTrustPinCommand, addTrustRemoveCommand } from './trust-pin.ts'

/** Whom a place believes: a file that its operator alone writes. */
export function addTrustCommand(program: Command, context: Context): void {
  const { frame, lab } = context.help
  const trust = program.command('trust').description(lab.trust.about)
  addExample(trust, frame, 'trust list --data lab')
  addTrustAddCommand(trust, context)
  addTrustListCommand(trust, context)
  addTrustPinCommand(trust, context)
  addTrustRemoveCommand(trust, context)
}
