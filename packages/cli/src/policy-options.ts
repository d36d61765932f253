import type { Combiner, Jurisdiction, LegalBasis, Policy } from '@fidecura/consent'
import type { Command } from 'commander'
import { jurisdictionNames, readJurisdiction } from './jurisdictions.ts'
import type { HelpTexts } from './messages/help.ts'
import { missingOption, readChoice, wrongOption } from './options.ts'

/** By whose rules it is decided, and on what the request relies. */
export interface PolicyOptions {
  readonly combine?: string
  readonly jurisdiction?: string
  readonly basis?: string
}

export function addPolicyOptions(command: Command, { consent, life }: HelpTexts): Command {
  const { jurisdiction, basis } = life.policy
  return command
    .option('--combine <name>', consent.decide.combine)
    .option('--jurisdiction <name>', `${jurisdiction}: ${jurisdictionNames.join(', ')}`)
    .option('--basis <name>', `${basis}: ${bases.join(', ')}`)
}

const bases: readonly LegalBasis[] = [
  'consent',
  'care',
  'vital_interest',
  'legal_obligation',
  'secondary_use',
]

/** Either: rules of a jurisdiction say how statements are combined, too. */
export function readPolicy({ combine, jurisdiction }: PolicyOptions): Policy {
  if (jurisdiction !== undefined) {
    if (combine !== undefined) throw wrongOption('--combine')
    return { jurisdiction: readJurisdiction(jurisdiction) }
  }
  if (combine === undefined) throw missingOption('--jurisdiction')
  return { combine: readCombiner(combine) }
}

/** The rules that the options name, for what no combiner says. */
export function jurisdictionIn(policy: Policy): Jurisdiction | undefined {
  return 'jurisdiction' in policy ? policy.jurisdiction : undefined
}

export function readBasis({ basis }: PolicyOptions): { readonly legalBasis?: LegalBasis } {
  return basis === undefined ? {} : { legalBasis: readChoice(basis, '--basis', bases) }
}

function readCombiner(name: string): Combiner {
  return readChoice(name, '--combine', ['newest', 'deny_overrides'])
}
