import { createReceiptTimeProofVerifier } from '@fidecura/consent'
import type { AsOfOptions } from '@fidecura/credentials'
import { type ProvenTime, proveTime, type ResolveDid } from '@fidecura/identity'
import type { Command } from 'commander'
import { type Environment, readToken } from './environment.ts'
import { inFile } from './located.ts'
import type { HelpTexts } from './messages/help.ts'
import { missingOption, readDidOption } from './options.ts'

/** What shows that something was signed before its signer's credential went bad. */
export interface TimeProofOptions {
  readonly at?: string
  readonly act?: string
  readonly receipt?: string | undefined
  readonly register?: string | undefined
}

export function addTimeProofOptions(command: Command, { credential }: HelpTexts): Command {
  const { at, act, receipt, register } = credential.check
  return command
    .option('--at <date-time>', at)
    .option('--act <file>', act)
    .option('--receipt <file>', receipt)
    .option('--register <did>', register)
}

/** @param token - The credential, which is the act unless there is another one. */
export async function readTimeProof(
  token: string,
  options: TimeProofOptions,
  resolve: ResolveDid,
  environment: Environment,
): Promise<Pick<AsOfOptions, 'act' | 'existedBy'>> {
  const { at, act: path, receipt, register } = options
  const wanted = path ?? receipt ?? register
  if (wanted === undefined) return {}
  if (at === undefined) throw missingOption('--at')
  const act = path === undefined ? token : await readToken(path, environment)
  const existedBy = await readReceipt(act, { receipt, register }, resolve, environment)
  return { act, ...(existedBy === undefined ? {} : { existedBy }) }
}

/** What a register's receipt proves of something signed; undefined if there is no receipt. */
export async function readReceipt(
  act: string,
  { receipt, register }: Pick<TimeProofOptions, 'receipt' | 'register'>,
  resolve: ResolveDid,
  environment: Environment,
): Promise<ProvenTime | undefined> {
  if (receipt === undefined && register === undefined) return undefined
  if (receipt === undefined) throw missingOption('--receipt')
  if (register === undefined) throw missingOption('--register')
  const verify = createReceiptTimeProofVerifier({
    register: readDidOption(register, '--register'),
    resolve,
  })
  const proof = await readToken(receipt, environment)
  const now = environment.clock()
  return inFile(receipt, () => proveTime(act, { proof, verify, now }))
}
