import type { JsonObject } from '@fidecura/base'
import {
  createDidLog,
  deactivateDidLog,
  rotateDidLog,
  updateDidLog,
  type WrittenDidLog,
} from '@fidecura/identity/webvh'
import type { Command } from 'commander'
import type { Context, Services } from '../context.ts'
import { assertAbsent } from '../environment.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { inFile } from '../located.ts'
import { replaceFile } from '../replace-file.ts'
import { addKeyOptions, type KeyOptions, openSigner } from '../signing-key.ts'
import {
  addSettingsOptions,
  type DocumentOptions,
  readDocument,
  readKeys,
  readSettings,
  readText,
  type SettingsOptions,
} from '../webvh-settings.ts'
import { addWebvhResolveCommand } from './did-webvh-resolve.ts'
import { addWebvhWitnessCommand } from './did-webvh-witness.ts'

interface CreateOptions extends KeyOptions, SettingsOptions, DocumentOptions {
  readonly portable?: true
  readonly out?: string
}

interface UpdateOptions extends KeyOptions, SettingsOptions, DocumentOptions {
  readonly location?: string
}

interface RotateOptions extends KeyOptions {
  readonly updateKey?: readonly string[]
  readonly nextKey?: readonly string[]
}

export function addDidWebvhCommand(did: Command, context: Context): void {
  const { frame, webvh: texts } = context.help
  const webvh = did.command('webvh').description(texts.about)
  addExample(webvh, frame, 'did webvh create board.example --key update.key --out did.jsonl')
  addCreateCommand(webvh, context)
  addUpdateCommand(webvh, context)
  addRotateCommand(webvh, context)
  addDeactivateCommand(webvh, context)
  addWebvhWitnessCommand(webvh, context)
  addWebvhResolveCommand(webvh, context)
}

function addCreateCommand(webvh: Command, { run, help }: Context): void {
  const { frame, shared, webvh: texts } = help
  const command = addKeyOptions(webvh.command('create <location>'), help, texts.create.key)
    .description(texts.create.about)
    .option('--document-key <file...>', texts.settings.documentKey)
  addSettingsOptions(command, texts.settings)
    .option('--portable', texts.create.portable)
    .option('--out <file>', shared.out)
  addExample(
    command,
    frame,
    'did webvh create board.example --key update.key',
    '--next-key next-public.json --out did.jsonl',
  )
  command.action(
    run(async (services, location: string, options: CreateOptions) => {
      const { environment, output, messages } = services
      const { out } = options
      if (out !== undefined) await assertAbsent(out)
      const settings = await readSettings(options, environment)
      const document = await readDocument({ documentKey: [], ...options }, environment)
      const signer = await openSigner(services, options)
      const written = await createDidLog({
        signer,
        location,
        versionTime: environment.clock(),
        document: (one) => document?.({}, one) ?? {},
        portable: options.portable === true,
        ...settings,
      })
      if (out !== undefined) await replaceFile(out, written.log)
      const said = [written.did, messages.written(out ?? '')]
      if (options.documentKey === undefined) said.push(messages.noDocumentKey(out ?? ''))
      const text = out === undefined ? written.log.trimEnd() : said.join('\n')
      output.result(text, jsonOf(written, out))
      return exitCodes.yes
    }),
  )
}

function addUpdateCommand(webvh: Command, { run, help }: Context): void {
  const { frame, webvh: texts } = help
  const command = addKeyOptions(webvh.command('update <log>'), help, texts.update.key)
    .description(texts.update.about)
    .option('--document <file>', texts.update.document)
    .option('--document-key <file...>', texts.settings.documentKey)
  addSettingsOptions(command, texts.settings).option('--location <location>', texts.update.location)
  addExample(
    command,
    frame,
    'did webvh update did.jsonl --key update.key',
    '--document-key board-public.json',
  )
  command.action(
    run(async (services, path: string, options: UpdateOptions) => {
      const { environment } = services
      const settings = await readSettings(options, environment)
      const document = await readDocument(options, environment)
      const { location } = options
      return writeOn(services, path, options, (log, next) =>
        updateDidLog(log, {
          ...next,
          ...settings,
          ...(document === undefined ? {} : { document }),
          ...(location === undefined ? {} : { location }),
        }),
      )
    }),
  )
}

function addRotateCommand(webvh: Command, { run, help }: Context): void {
  const { frame, webvh: texts } = help
  const command = addKeyOptions(webvh.command('rotate <log>'), help, texts.rotate.key)
    .description(texts.rotate.about)
    .option('--update-key <file...>', texts.settings.updateKey)
    .option('--next-key <file...>', texts.settings.nextKey)
  addExample(
    command,
    frame,
    'did webvh rotate did.jsonl --key next.key',
    '--next-key third-public.json',
  )
  command.action(
    run(async (services, path: string, options: RotateOptions) => {
      const { environment } = services
      const { updateKey, nextKey } = options
      const updateKeys = updateKey && (await readKeys(updateKey, environment))
      const nextKeys = nextKey && (await readKeys(nextKey, environment))
      return writeOn(services, path, options, (log, next) =>
        rotateDidLog(log, {
          ...next,
          ...(updateKeys === undefined ? {} : { updateKeys }),
          ...(nextKeys === undefined ? {} : { nextKeys }),
        }),
      )
    }),
  )
}

function addDeactivateCommand(webvh: Command, { run, help }: Context): void {
  const { frame, webvh: texts } = help
  const command = addKeyOptions(
    webvh.command('deactivate <log>'),
    help,
    texts.update.key,
  ).description(texts.deactivate.about)
  addExample(command, frame, 'did webvh deactivate did.jsonl --key update.key')
  command.action(
    run((services, path: string, options: KeyOptions) =>
      writeOn(services, path, options, deactivateDidLog),
    ),
  )
}

type Write = (log: string, next: Parameters<typeof deactivateDidLog>[1]) => Promise<WrittenDidLog>

/** Puts the log with one entry more in the place of the log. */
async function writeOn(
  services: Services,
  path: string,
  options: KeyOptions,
  write: Write,
): Promise<ExitCode> {
  const { environment, output, messages } = services
  const log = await inFile(path, () => readText(path, environment))
  const signer = await openSigner(services, options)
  const versionTime = environment.clock()
  const written = await inFile(path, () => write(log, { signer, versionTime }))
  await replaceFile(path, written.log)
  output.result(`${written.did}\n${messages.written(path)}`, jsonOf(written, path))
  return exitCodes.yes
}

function jsonOf({ did, log, versionId }: WrittenDidLog, file: string | undefined): JsonObject {
  return { did, versionId, ...(file === undefined ? { log } : { file }) }
}
