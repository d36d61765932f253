import { subscribeToStatus } from '@fidecura/credentials/switch'
import type { Command } from 'commander'
import type { Context, Services } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { inFile } from '../located.ts'
import { readListUrl } from '../options.ts'
import { withExistingStore } from '../with-store.ts'
import { addStatusServeCommand } from './status-serve.ts'

interface SubscriptionOptions {
  readonly store: string
  readonly list: string
}

/** The host of status lists, and whom it tells. */
export function addStatusCommand(program: Command, context: Context): void {
  const { run, help } = context
  const { frame, status: texts } = help
  const group = program.command('status').description(texts.about)
  const own = '--store board.sqlite --list https://board.example/status/1'
  addExample(group, frame, 'status serve --key board.key', own)
  addStatusServeCommand(group, context)

  const add = (name: string, about: string): Command =>
    group
      .command(name)
      .description(about)
      .requiredOption('--store <file>', texts.subscribe.store)
      .requiredOption('--list <url>', texts.subscribe.list)
  const toPlatform = (verb: 'subscribe' | 'unsubscribe'): Command => {
    const command = add(verb, texts[verb].about).argument('<url>', texts.subscribe.url)
    return addExample(command, frame, `status ${verb} https://platform.example/notices`, own)
  }
  toPlatform('subscribe').action(
    run((services, url: string, options: SubscriptionOptions) => subscribe(services, url, options)),
  )
  toPlatform('unsubscribe').action(
    run((services, url: string, options: SubscriptionOptions) =>
      unsubscribe(services, url, options),
    ),
  )
  const subscribers = add('subscribers', texts.subscribers.about)
  addExample(subscribers, frame, 'status subscribers', own).action(
    run(async ({ output, messages }, options: SubscriptionOptions) => {
      const list = readListUrl(options.list, '--list')
      const told = await withExistingStore(options.store, ({ subscriptions }) =>
        subscriptions.of(list),
      )
      const urls = [...new Set(told.map(({ url }) => url))]
      const said = [messages.status.subscribers(urls.length), ...urls]
      output.result(said.join('\n'), { list, subscribers: urls })
      return exitCodes.yes
    }),
  )
}

/**
 * Whoever may write into the store is whom the host trusts with it. Each host that they name is one of
 * the subscribers, of whom none may fill the list.
 */
function subscriberAt(url: string): string {
  return `operator:${new URL(url).host}`
}

async function subscribe(
  { environment, output, messages }: Services,
  url: string,
  options: SubscriptionOptions,
): Promise<ExitCode> {
  const list = readListUrl(options.list, '--list')
  await withExistingStore(options.store, ({ subscriptions }) =>
    inFile('<url>', () =>
      subscribeToStatus(
        { list, url },
        {
          // Which lists this store is for, the operator says, too.
          listUrls: [list],
          by: { authorise: async (wanted) => subscriberAt(wanted.url) },
          subscriptions,
          clock: environment.clock,
          fetch: environment.fetch,
        },
      ),
    ),
  )
  output.result(messages.status.subscribed(new URL(url).host), { list, url, subscribed: true })
  return exitCodes.yes
}

async function unsubscribe(
  { output, messages }: Services,
  url: string,
  options: SubscriptionOptions,
): Promise<ExitCode> {
  const list = readListUrl(options.list, '--list')
  const target = new URL(readListUrl(url, '<url>')).href
  await withExistingStore(options.store, async ({ subscriptions }) => {
    // Whoever wanted it: the operator answers for whom the host connects to.
    for (const each of await subscriptions.of(list)) {
      if (each.url === target) await subscriptions.remove(each)
    }
  })
  output.result(messages.status.unsubscribed(new URL(target).host), {
    ...{ list, url: target },
    subscribed: false,
  })
  return exitCodes.yes
}
