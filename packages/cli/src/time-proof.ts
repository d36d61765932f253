import { createReceiptTimeProofVerifier } from '@fidecura/consent'
import type { AsOfOptions } from '@fidecura/credentials'
import { createEvidenceTimeProofVerifier } from '@fidecura/evidence'
import {
  type ProvenTime,
  proveTime,
  type ResolveDid,
  type TimeProofVerifier,
} from '@fidecura/identity'
import type { Command } from 'commander'
import { type Environment, readToken } from './environment.ts'
import { readTrustFile } from './evidence-trust.ts'
import { inFile } from './located.ts'
import type { HelpTexts } from './messages/help.ts'
import { missingOption, readRegister, wrongOption } from './options.ts'

/** What shows that something was signed before its signer's credential went bad. */
export interface TimeProofOptions {
  readonly at?: string
  readonly act?: string
  readonly receipt?: string | undefined
  readonly register?: string | undefined
  readonly evidence?: string | undefined
  readonly trust?: string | undefined
}

export function addTimeProofOptions(command: Command, help: HelpTexts): Command {
  const { at, act } = help.credential.check
  return addProofOptions(
    command.option('--at <date-time>', at).option('--act <file>', act),
    help,
    help.credential.check,
  )
}

/** What proves when something was signed. @param texts - What of, in words of the command. */
export function addProofOptions(
  command: Command,
  { credential, evidence }: HelpTexts,
  { receipt, register }: { readonly receipt: string; readonly register: string },
): Command {
  return command
    .option('--receipt <file>', receipt)
    .option('--register <did>', register)
    .option('--evidence <file>', credential.check.evidence)
    .option('--trust <file>', evidence.desk.trust)
}

/** @param token - The credential, which is the act unless there is another one. */
export async function readTimeProof(
  token: string,
  options: TimeProofOptions,
  resolve: ResolveDid,
  environment: Environment,
): Promise<Pick<AsOfOptions, 'act' | 'existedBy'>> {
  const { at, act: path, receipt, register, evidence, trust } = options
  const wanted = path ?? receipt ?? register ?? evidence ?? trust
  if (wanted === undefined) return {}
  if (at === undefined) throw missingOption('--at')
  const act = path === undefined ? token : await readToken(path, environment)
  const existedBy = await readExistedBy(act, options, resolve, environment)
  return { act, ...(existedBy === undefined ? {} : { existedBy }) }
}

type ProofOptions = Pick<TimeProofOptions, 'receipt' | 'register' | 'evidence' | 'trust'>

/** What a register's receipt or a proof file of evidence proves of something signed; undefined if there is neither. */
export async function readExistedBy(
  act: string,
  options: ProofOptions,
  resolve: ResolveDid,
  environment: Environment,
): Promise<ProvenTime | undefined> {
  const { receipt, evidence } = options
  // Two proofs could say two instants.
  if (receipt !== undefined && evidence !== undefined) throw wrongOption('--evidence')
  const verify = await readVerifier(options, resolve, environment)
  const path = receipt ?? evidence
  if (verify === undefined || path === undefined) return undefined
  const proof = await readToken(path, environment)
  const now = environment.clock()
  return inFile(path, () => proveTime(act, { proof, verify, now }))
}

async function readVerifier(
  { receipt, register, evidence, trust }: ProofOptions,
  resolve: ResolveDid,
  environment: Environment,
): Promise<TimeProofVerifier | undefined> {
  if (receipt === undefined && register !== undefined) throw missingOption('--receipt')
  if (evidence === undefined && trust !== undefined) throw missingOption('--evidence')
  if (receipt !== undefined) {
    if (register === undefined) throw missingOption('--register')
    const trusted = readRegister(register, '--register')
    return createReceiptTimeProofVerifier({ register: trusted, resolve })
  }
  if (evidence === undefined) return undefined
  if (trust === undefined) throw missingOption('--trust')
  return createEvidenceTimeProofVerifier(await readTrustFile(trust, environment))
}
