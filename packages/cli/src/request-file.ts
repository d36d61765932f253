import { isJsonObject, type JsonObject } from '@fidecura/base'
import { parseRequesterEvidence, type RequesterEvidence } from '@fidecura/consent/request'
import type { Command } from 'commander'
import { type Environment, readToken } from './environment.ts'
import { readJsonFile } from './located.ts'
import type { HelpTexts } from './messages/help.ts'
import { missingOption, wrongOption } from './options.ts'
import { UsageError } from './usage-error.ts'

/** A consent request, and what shows who asks: one file to hand over. */
export interface RequestFile {
  readonly request: string
  readonly evidence: RequesterEvidence
}

/** What shows who asks: an accreditation of an organisation, or the role of a practitioner. */
export interface RequesterEvidenceOptions {
  readonly accreditation?: string
  readonly role?: string
  readonly licence?: string
  readonly chain?: readonly string[]
}

export function addRequesterEvidenceOptions(command: Command, help: HelpTexts): Command {
  const { life, entry, trust } = help
  return command
    .option('--accreditation <file>', life.request.accreditation)
    .option('--role <file>', life.request.role)
    .option('--licence <file>', entry.verify.licence)
    .option('--chain <file...>', trust.chain)
}

export async function readRequesterEvidence(
  { accreditation, role, licence, chain: paths = [] }: RequesterEvidenceOptions,
  environment: Environment,
): Promise<RequesterEvidence> {
  const chain = await Promise.all(paths.map((path) => readToken(path, environment)))
  if (accreditation !== undefined) {
    if (role !== undefined) throw wrongOption('--role')
    return { accreditation: await readToken(accreditation, environment), chain }
  }
  if (role === undefined) throw missingOption('--accreditation')
  return {
    ...{ role: await readToken(role, environment), chain },
    ...(licence === undefined ? {} : { licence: await readToken(licence, environment) }),
  }
}

export function requestJson({ request, evidence }: RequestFile): JsonObject {
  return { request, evidence: JSON.parse(JSON.stringify(evidence)) as JsonObject }
}

/** Reads what `fidecura consent request sign` wrote. Proves nothing. */
export async function readRequestFile(
  path: string,
  environment: Environment,
): Promise<RequestFile> {
  const { request, evidence } = await readJsonFile(path, environment)
  if (typeof request === 'string' && isJsonObject(evidence)) {
    return { request, evidence: parseRequesterEvidence(evidence) }
  }
  throw new UsageError('file_unexpected', 'Not what consent request sign writes', { place: path })
}
