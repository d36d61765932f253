import { createReceiptTimeProofVerifier } from '@fidecura/consent'
import type { AsOfOptions } from '@fidecura/credentials'
import { proveTime, type ResolveDid } from '@fidecura/identity'
import type { Command } from 'commander'
import { type Environment, readToken } from './environment.ts'
import { inFile } from './located.ts'
import { missingOption, readDidOption } from './options.ts'

/** What shows that something was signed before its signer's credential went bad. */
export interface TimeProofOptions {
  readonly at?: string
  readonly act?: string
  readonly receipt?: string
  readonly register?: string
}

export function addTimeProofOptions(command: Command): Command {
  return command
    .option('--at <date-time>', 'as of then; default now')
    .option('--act <file>', 'with --at: what was signed under it then; default it itself')
    .option('--receipt <file>', 'with --at: a receipt that proves when that existed')
    .option('--register <did>', 'the register whose receipts are believed')
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
  if (receipt === undefined && register === undefined) return { act }
  if (receipt === undefined) throw missingOption('--receipt')
  if (register === undefined) throw missingOption('--register')
  const verify = createReceiptTimeProofVerifier({
    register: readDidOption(register, '--register'),
    resolve,
  })
  const proof = await readToken(receipt, environment)
  const now = environment.clock()
  return { act, existedBy: await inFile(receipt, () => proveTime(act, { proof, verify, now })) }
}
