import {
  createLogHandler,
  type NoteKey,
  noteKeyOf,
  type PublishedCheckpoint,
  parseNoteKey,
  verifyCheckpoint,
} from '@fidecura/evidence'
import type { Store } from '@fidecura/store'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { readAddress } from '../listening.ts'
import { inFile } from '../located.ts'
import { startRequestServer } from '../request-server.ts'
import { addKeyOptions, type KeyOptions, openSigner } from '../signing-key.ts'
import { withExistingStore } from '../with-store.ts'

interface ServeOptions {
  readonly store: string
  readonly log: string
  readonly listen: string
}

interface ShowKeyOptions extends KeyOptions {
  readonly origin: string
}

export function addLogCommand(program: Command, { run, help }: Context): void {
  const { frame, evidence, status } = help
  const texts = evidence.log
  const group = program.command('log').description(texts.about)
  addExample(group, frame, 'log serve --store log.sqlite --log "log.hospital.example/2026+…"')

  const key = addKeyOptions(group.command('key'), help, texts.keyFile)
    .description(texts.key)
    .requiredOption('--origin <name>', texts.origin)
  addExample(key, frame, 'log key --key log.key --origin log.hospital.example/2026').action(
    run(async (services, options: ShowKeyOptions) => {
      const { publicKey } = await openSigner(services, options)
      const { text } = await inFile('--origin', () => noteKeyOf(options.origin, 'log', publicKey))
      services.output.result(text, { key: text })
      return exitCodes.yes
    }),
  )

  const serve = group
    .command('serve')
    .description(texts.serve)
    .requiredOption('--store <file>', texts.store)
    .requiredOption('--log <key>', texts.log)
    .option('--listen <address>', status.serve.listen, '127.0.0.1:8481')
  addExample(
    serve,
    frame,
    'log serve --store log.sqlite --log "log.hospital.example/2026+…"',
  ).action(
    run(async ({ environment, output, messages }, options: ServeOptions) => {
      const address = readAddress(options.listen)
      const log = await inFile('--log', () => parseNoteKey(options.log))
      await withExistingStore(options.store, async (store) => {
        const newest = newestOf(store, log)
        // A wrong key is told before anybody relies on it.
        await inFile('--log', newest)
        const server = await startRequestServer(address, async (request, path) => {
          const published = await newest()
          const served = { origin: log.name, store: store.evidence, published: () => published }
          return createLogHandler(served)(request, path)
        })
        const stopped = environment.untilStopped()
        try {
          const { name } = log
          const said = messages.evidence.serving(name, server.address)
          output.result(said, { address: server.address, origin: name })
          await stopped
        } finally {
          await server.close()
        }
      })
      return exitCodes.yes
    }),
  )
}

/** The newest checkpoint of the store, which other processes write: looked at each time, verified once. */
function newestOf(
  { evidence }: Store,
  log: NoteKey,
): () => Promise<PublishedCheckpoint | undefined> {
  let newest: PublishedCheckpoint | undefined
  return async () => {
    const { checkpoint: text } = await evidence.state(log.name)
    if (text === undefined || text === newest?.text) return newest
    const { size } = await verifyCheckpoint(text, log)
    newest = { text, size }
    return newest
  }
}
