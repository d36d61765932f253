import type { AccessRequest } from '@fidecura/consent'
import type { Command } from 'commander'
import type { HelpTexts } from './messages/help.ts'
import { readAction, readDidOption, readPair } from './options.ts'
import { type PolicyOptions, readBasis } from './policy-options.ts'
import {
  addRequestedDataOptions,
  type RequestedDataOptions,
  readRequestedData,
} from './requested-data.ts'

/** What is asked for: of which record, what for, to do what, and what of it. */
export interface AskedAccessOptions extends RequestedDataOptions, PolicyOptions {
  readonly record: string
  readonly purpose: readonly string[]
  readonly action: string
  readonly custodian: string
}

/** @param more - What else cannot be left out, to be listed where it belongs. */
export function addAskedAccessOptions(
  command: Command,
  help: HelpTexts,
  more: readonly ('record' | 'custodian')[] = ['record', 'custodian'],
): Command {
  const { shared, consent } = help
  const { purpose, custodian, action } = consent.decide
  if (more.includes('record')) command.requiredOption('--record <number>', shared.record)
  command.requiredOption('--purpose <code...>', purpose)
  if (more.includes('custodian')) command.requiredOption('--custodian <did>', custodian)
  command.option('--action <name>', action, 'access')
  return addRequestedDataOptions(command, help)
}

/** How the action and the purposes are typed, which texts say in words. */
export function codesIn({
  action,
  purpose,
}: Pick<AskedAccessOptions, 'action' | 'purpose'>): string {
  return [action, ...purpose].join(', ')
}

/** The request, but for who makes it. */
export function readAskedAccess(
  options: AskedAccessOptions,
): Omit<AccessRequest, 'requester' | 'legalBasis' | 'breakGlass'> &
  Pick<Partial<AccessRequest>, 'legalBasis'> {
  return {
    subject: readPair(options.record, '--record'),
    purposes: options.purpose,
    action: readAction(options.action, '--action'),
    data: [readRequestedData(options)],
    custodian: readDidOption(options.custodian, '--custodian'),
    ...readBasis(options),
  }
}
