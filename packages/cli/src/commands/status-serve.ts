import { CodedError } from '@fidecura/base'
import { CredentialError, createIssuer } from '@fidecura/credentials'
import { createStatusPublisher, type StatusPublisher } from '@fidecura/credentials/switch'
import type { Signer } from '@fidecura/identity'
import type { Store } from '@fidecura/store'
import type { Command } from 'commander'
import type { Context, Services } from '../context.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { readAddress } from '../listening.ts'
import { readListUrl, wrongOption } from '../options.ts'
import { addKeyOptions, type KeyOptions, openSigner } from '../signing-key.ts'
import { startStatusServer } from '../status-server.ts'
import { withExistingStore } from '../with-store.ts'

interface ServeOptions extends KeyOptions {
  readonly store: string
  readonly list: readonly string[]
  readonly aggregation?: string
  readonly listen: string
  readonly new?: boolean
}

// Whoever reads a list gets it as it is now. This is for those who wait to be told.
const lookEveryMs = 2000

/** Serves lists until the process is stopped. */
export function addStatusServeCommand(group: Command, { run, help }: Context): void {
  const { frame, credential, status: texts } = help
  const command = addKeyOptions(group.command('serve'), help, credential.issue.key)
    .description(texts.serve.about)
    .requiredOption('--store <file>', texts.serve.store)
    .requiredOption('--list <url...>', texts.serve.list)
    .option('--new', texts.serve.new)
    .option('--aggregation <url>', texts.serve.aggregation)
    .option('--listen <address>', texts.serve.listen, '127.0.0.1:8480')
  addExample(
    command,
    frame,
    'status serve --key board.key --store board.sqlite',
    '--list https://board.example/status/1',
  ).action(
    run(async (services, options: ServeOptions) => {
      const { environment, output, messages } = services
      const lists = readLists(options)
      const address = readAddress(options.listen)
      await withExistingStore(options.store, async (store) => {
        if (options.new !== true) await assertKnown(lists, store)
        const signer = await openSigner(services, options)
        const publisher = publisherOf(services, signer, store, lists)
        // What cannot be signed or published is told before anybody relies on it.
        await publisher.refresh()
        const { origin, urls: listUrls, aggregationUrl } = lists
        const server = await startStatusServer(address, origin, {
          ...{ publisher, published: store.published, listUrls },
          ...(aggregationUrl === undefined ? {} : { aggregationUrl }),
        })
        try {
          const stopped = environment.untilStopped()
          output.result(messages.status.serving(listUrls.length, server.address), {
            address: server.address,
            lists: listUrls,
            issuer: signer.did,
          })
          await lookUntil(stopped, publisher, services)
          output.progress(messages.status.stopping)
        } finally {
          await server.close()
        }
        await publisher.idle()
      })
      return exitCodes.yes
    }),
  )
}

interface Lists {
  readonly origin: string
  readonly urls: readonly string[]
  readonly aggregationUrl: string | undefined
}

/** One host: a request is told by its path, which two hosts could share. */
function readLists({ list, aggregation }: ServeOptions): Lists {
  const urls = [...new Set(list.map((url) => readListUrl(url, '--list')))]
  const aggregationUrl =
    aggregation === undefined ? undefined : readListUrl(aggregation, '--aggregation')
  const origins = new Set(urls.map((url) => new URL(url).origin))
  const [origin = ''] = origins
  if (origins.size !== 1) throw wrongOption('--list')
  if (aggregationUrl !== undefined && new URL(aggregationUrl).origin !== origin) {
    throw wrongOption('--aggregation')
  }
  return { origin, urls, aggregationUrl }
}

/** Somebody who mistypes one would serve a list on which everybody is good. */
async function assertKnown({ urls }: Lists, { issued, published }: Store): Promise<void> {
  for (const url of urls) {
    if ((await issued.knows(url)) || (await published.newest(url)) !== undefined) continue
    const place = `--list ${url}`
    throw new CredentialError('status_list_not_found', 'Not a list of this store', { place })
  }
}

function publisherOf(
  { environment, output, messages }: Services,
  signer: Signer,
  store: Store,
  { urls, aggregationUrl }: Lists,
): StatusPublisher {
  const { issued, published, subscriptions } = store
  const { clock, fetch } = environment
  const more = aggregationUrl === undefined ? {} : { aggregationUrl }
  return createStatusPublisher({
    issuers: urls.map((listUrl) =>
      createIssuer({ signer, store: issued, clock, listUrl, ...more }),
    ),
    ...{ signer, store: issued, published, subscriptions, clock, fetch },
    onUndelivered: ({ url }, code) =>
      output.progress(messages.status.untold(new URL(url).host, code)),
  })
}

/** Publishes what other processes change, so that subscribers hear of it though nobody reads. */
async function lookUntil(
  stopped: Promise<void>,
  publisher: StatusPublisher,
  { output, messages }: Services,
): Promise<void> {
  let isStopped = false
  let wake: () => void = () => undefined
  void stopped.then(() => {
    isStopped = true
    wake()
  })
  while (!isStopped) {
    await new Promise<void>((done) => {
      wake = done
      setTimeout(done, lookEveryMs).unref()
    })
    try {
      if (!isStopped) await publisher.refresh()
    } catch (error) {
      if (!CodedError.is(error)) throw error
      output.progress(messages.status.notPublished(error.code))
    }
  }
}
