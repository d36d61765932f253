import { formatDateTime, type JsonObject, type JsonValue } from '@fidecura/base'
import { type Did, parseDid } from '@fidecura/identity'
import {
  type DidLogResolution,
  type DidVersionQuery,
  fetchDidWebvh,
  resolveDidLog,
} from '@fidecura/identity/webvh'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { type Environment, readInput } from '../environment.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { inFile } from '../located.ts'
import { missingOption, readInstant, readWholeNumber, wrongOption } from '../options.ts'

interface ResolveOptions {
  readonly log?: string
  readonly witnesses?: string
  readonly at?: string
  readonly versionId?: string
  readonly versionNumber?: string
}

export function addWebvhResolveCommand(webvh: Command, { run, help }: Context): void {
  const { frame, webvh: texts } = help
  const command = webvh
    .command('resolve <did>')
    .description(texts.resolve.about)
    .option('--log <file>', texts.resolve.log)
    .option('--witnesses <file>', texts.resolve.witnesses)
    .option('--at <date-time>', texts.resolve.at)
    .option('--version-id <id>', texts.resolve.versionId)
    .option('--version-number <count>', texts.resolve.versionNumber)
  addExample(
    command,
    frame,
    'did webvh resolve did:webvh:Qm…:board.example',
    '--log did.jsonl --at 2026-11-01T00:00:00Z',
  )
  command.action(
    run(async ({ environment, output }, text: string, options: ResolveOptions) => {
      const did = parseDid(text)
      const version = versionOf(options, environment)
      const resolution = await resolve(did, version, options, environment)
      output.result(JSON.stringify(resolution.document, undefined, 2), jsonOf(resolution))
      return exitCodes.yes
    }),
  )
}

async function resolve(
  did: Did,
  version: DidVersionQuery,
  { log, witnesses }: ResolveOptions,
  environment: Environment,
): Promise<DidLogResolution> {
  const now = environment.clock()
  if (log === undefined) {
    if (witnesses !== undefined) throw missingOption('--log')
    return fetchDidWebvh(did, { version, now }, environment)
  }
  const bytes = await readInput(log, environment)
  const proofs = witnesses === undefined ? undefined : await readInput(witnesses, environment)
  return inFile(log, () =>
    resolveDidLog(did, {
      log: bytes,
      now,
      version,
      ...(proofs === undefined ? {} : { witnesses: proofs }),
    }),
  )
}

/** One of the three, else the present one. */
function versionOf(
  { at, versionId, versionNumber }: ResolveOptions,
  { clock }: Environment,
): DidVersionQuery {
  const given = [at, versionId, versionNumber].filter((option) => option !== undefined)
  if (given.length > 1) throw wrongOption('--version-id, --version-number, --at')
  if (versionId !== undefined) return { versionId }
  if (versionNumber !== undefined) {
    return { versionNumber: readWholeNumber(versionNumber, '--version-number') }
  }
  return { at: at === undefined ? clock() : readInstant(at, '--at') }
}

function jsonOf(resolution: DidLogResolution): JsonObject {
  const { validFrom, validUntil, created, updated, ...rest } = resolution
  return {
    ...(JSON.parse(JSON.stringify(rest)) as Record<string, JsonValue>),
    validFrom: formatDateTime(validFrom),
    ...(validUntil === undefined ? {} : { validUntil: formatDateTime(validUntil) }),
    created: formatDateTime(created),
    updated: formatDateTime(updated),
  }
}
