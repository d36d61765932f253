import { formatDateTime } from '@fidecura/base'
import { createIssuer, historyUrlOf, type Issuer } from '@fidecura/credentials'
import type { Command } from 'commander'
import type { Context, Services } from '../context.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import type { HelpTexts } from '../messages/help.ts'
import { readListUrl } from '../options.ts'
import { replaceFile } from '../replace-file.ts'
import { addKeyOptions, type KeyOptions, openSigner } from '../signing-key.ts'
import { historyFile, listFile } from '../status-folder.ts'
import { withExistingStore } from '../with-store.ts'

interface StatusOptions extends KeyOptions {
  readonly store: string
}

interface PublishOptions extends StatusOptions {
  readonly list: string
  readonly out: string
}

export function addStatusCommands(credential: Command, { run, help }: Context): void {
  const { frame, credential: texts } = help
  const command = addStatusOptions(credential.command('reinstate <id>'), help).description(
    texts.reinstate.about,
  )
  addExample(
    command,
    frame,
    'credential reinstate urn:uuid:…',
    '--key board.key --store board.sqlite',
  ).action(
    run(async (services, id: string, options: StatusOptions) => {
      const change = await withIssuer(services, options, id, (issuer) => issuer.reinstate(id))
      const { credential: words } = services.messages
      const said = words.changed[change.value](id, formatDateTime(change.at))
      services.output.result(`${said}\n${words.publishNext}`, { id, ...change })
      return exitCodes.yes
    }),
  )

  const publish = addStatusOptions(credential.command('publish'), help)
    .description(texts.publish.about)
    .requiredOption('--list <url>', texts.publish.list)
    .requiredOption('--out <dir>', texts.publish.out)
  addExample(
    publish,
    frame,
    'credential publish --key board.key --store board.sqlite',
    '--list https://board.example/status/1 --out www',
  ).action(
    run(async (services, options: PublishOptions) => {
      const { out } = options
      const list = readListUrl(options.list, '--list')
      const { output, messages } = services
      const { published } = messages.credential
      const signed = await withIssuer(services, options, list, (issuer) => {
        output.progress(messages.credential.signing)
        return issuer.publish()
      })
      const files = { list: listFile(out, list), history: historyFile(out, list) }
      // The history first: one that is older than the list would not be taken.
      await replaceFile(files.history, signed.history)
      await replaceFile(files.list, signed.list)
      output.result(published(files.list, files.history), {
        list: { url: list, file: files.list },
        history: { url: historyUrlOf(list), file: files.history },
      })
      return exitCodes.yes
    }),
  )
}

function addStatusOptions(command: Command, help: HelpTexts): Command {
  const { issue, change } = help.credential
  return addKeyOptions(command, help, issue.key).requiredOption('--store <file>', change.store)
}

/** @param list - The list's URL; else the id of a credential, which knows its list. */
async function withIssuer<T>(
  services: Services,
  options: StatusOptions,
  listOrId: string,
  act: (issuer: Issuer) => Promise<T>,
): Promise<T> {
  return withExistingStore(options.store, async ({ issued }) => {
    const signer = await openSigner(services, options)
    const { clock } = services.environment
    const known = await issued.find(signer.did, listOrId)
    const listUrl = known?.status?.list ?? listOrId
    // Files are replaced by whoever runs this, and taken along by those without a network.
    const listValidSeconds = 86_400
    return act(createIssuer({ signer, store: issued, clock, listUrl, listValidSeconds }))
  })
}
