import { formatDateTime } from '@fidecura/base'
import { createIssuer, type Issuer, type SwitchProgress } from '@fidecura/credentials'
import type { Command } from 'commander'
import type { Context, Services } from '../context.ts'
import { jsonOf } from '../credential-text.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { missingOption, readInstant, readWholeNumber, wrongOption } from '../options.ts'
import { addKeyOptions, type KeyOptions, openSigner } from '../signing-key.ts'
import { addSelectionOptions, readSelection, type SelectionOptions } from '../switch-options.ts'
import { withExistingStore } from '../with-store.ts'

interface SwitchOptions extends KeyOptions, SelectionOptions {
  readonly store: string
  readonly dryRun?: boolean
  readonly expect?: string
  readonly reason?: string
  readonly invalidFrom?: string
}

/** Suspends one or many, and undoes that. */
export function addSwitchCommands(credential: Command, { run, help }: Context): void {
  const { frame, credential: texts, switch: words } = help
  const suspend = credential
    .command('suspend')
    .argument('[id]', words.suspend.id)
    .description(texts.suspend.about)
  addKeyOptions(suspend, help, texts.issue.key).requiredOption('--store <file>', texts.change.store)
  addSelectionOptions(suspend, help)
    .option('--dry-run', words.selection.dryRun)
    .option('--expect <number>', words.selection.expect)
    .option('--reason <code>', texts.change.reason)
    .option('--invalid-from <date-time>', texts.change.invalidFrom)
  addExample(
    suspend,
    frame,
    'credential suspend --department did:web:cardiology.example',
    '--dry-run --key board.key --store board.sqlite',
  ).action(
    run((services, id: string | undefined, options: SwitchOptions) =>
      withSwitch(services, options, id, (issuer) => suspendSome(services, issuer, id, options)),
    ),
  )

  const undo = credential.command('undo <act>').description(words.undo.about)
  addKeyOptions(undo, help, texts.issue.key).requiredOption('--store <file>', words.undo.store)
  addExample(
    undo,
    frame,
    'credential undo urn:uuid:…',
    '--key board.key --store board.sqlite',
  ).action(
    run((services, act: string, options: SwitchOptions) =>
      withSwitch(services, options, undefined, async (issuer) => {
        const { output, messages } = services
        const done = await issuer.undo(act, { onProgress: progressOf(services) })
        const said = messages.switch.undone(act, done.undone?.reinstated ?? 0)
        output.result(`${said}\n${messages.credential.publishNext}`, jsonOf(done))
        return exitCodes.yes
      }),
    ),
  )
}

async function suspendSome(
  services: Services,
  issuer: Issuer,
  id: string | undefined,
  options: SwitchOptions,
): Promise<ExitCode> {
  const { output, messages } = services
  const selection = readSelection(id, options)
  if (selection === undefined) throw missingOption('--type')
  const { expect, reason, invalidFrom } = options
  if (options.dryRun === true) {
    if (reason !== undefined || invalidFrom !== undefined) throw wrongOption('--dry-run')
    const preview = await issuer.preview(selection)
    const { count, values, credentials } = preview
    const lines = credentials.map((each) => `${each.value} ${each.type} ${each.id}`)
    const said = [messages.switch.preview(count, values.valid), ...lines]
    output.result(said.join('\n'), jsonOf(preview))
    return exitCodes.yes
  }
  const why = {
    ...(reason === undefined ? {} : { reason }),
    ...(invalidFrom === undefined
      ? {}
      : { invalidFrom: readInstant(invalidFrom, '--invalid-from') }),
  }
  if (id !== undefined && Object.keys(selection).length === 1 && expect === undefined) {
    const change = await issuer.suspend(id, why)
    const said = messages.credential.changed[change.value](id, formatDateTime(change.at))
    output.result(`${said}\n${messages.credential.publishNext}`, { id, ...change })
    return exitCodes.yes
  }
  const act = await issuer.suspendAll(selection, {
    ...why,
    ...(expect === undefined ? {} : { expected: readWholeNumber(expect, '--expect') }),
    onProgress: progressOf(services),
  })
  const said = messages.switch.suspendedAll(act.id, act.changed, act.matched)
  output.result(`${said}\n${messages.credential.publishNext}`, jsonOf(act))
  return act.matched === 0 ? exitCodes.no : exitCodes.yes
}

export function progressOf({ output, messages }: Services): (progress: SwitchProgress) => void {
  return ({ matched }) => {
    // One page says nothing that the result does not.
    if (matched >= 1000) output.progress(messages.switch.progress(matched))
  }
}

async function withSwitch(
  services: Services,
  options: SwitchOptions,
  id: string | undefined,
  act: (issuer: Issuer) => Promise<ExitCode>,
): Promise<ExitCode> {
  return withExistingStore(options.store, async ({ issued }) => {
    const signer = await openSigner(services, options)
    const { clock } = services.environment
    // An act on many reaches every list of the issuer, whichever this is.
    const known = id === undefined ? undefined : await issued.find(signer.did, id)
    const listUrl = known?.status?.list ?? signer.did
    return act(createIssuer({ signer, store: issued, clock, listUrl }))
  })
}
