import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { createWitness, createWitnessHandler, noteKeyOf, parseNoteKey } from '@fidecura/evidence'
import type { Command } from 'commander'
import type { Context, Services } from '../context.ts'
import { writeNew } from '../environment.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { readAddress } from '../listening.ts'
import { inFile } from '../located.ts'
import { startRequestServer } from '../request-server.ts'
import { addKeyOptions, type KeyOptions, openSigner } from '../signing-key.ts'
import { withExistingStore, withNewStore } from '../with-store.ts'

interface NameOptions extends KeyOptions {
  readonly name: string
}

interface ServeOptions extends NameOptions {
  readonly log: readonly string[]
  readonly store: string
  readonly new?: boolean
  readonly listen: string
  readonly splitViews: string
}

export function addWitnessCommand(program: Command, { run, help }: Context): void {
  const { frame, evidence, status } = help
  const texts = evidence.witness
  const group = program.command('witness').description(texts.about)
  const own = '--key witness.key --name witness.university.example'
  addExample(group, frame, `witness key ${own}`)
  const addName = (command: Command): Command =>
    addKeyOptions(command, help, texts.keyFile).requiredOption('--name <name>', texts.name)

  const key = addName(group.command('key')).description(texts.key)
  addExample(key, frame, `witness key ${own}`).action(
    run(async (services, options: NameOptions) => {
      const { publicKey } = await openSigner(services, options)
      const { text } = await inFile('--name', () => noteKeyOf(options.name, 'witness', publicKey))
      services.output.result(text, { key: text })
      return exitCodes.yes
    }),
  )

  const serve = addName(group.command('serve'))
    .description(texts.serve)
    .requiredOption('--log <key...>', texts.log)
    .requiredOption('--store <file>', texts.store)
    .option('--new', texts.new)
    .option('--listen <address>', status.serve.listen, '127.0.0.1:8482')
    .option('--split-views <folder>', texts.splitViews, 'split-views')
  addExample(
    serve,
    frame,
    `witness serve ${own}`,
    '--log "log.hospital.example/2026+…" --store witness.sqlite',
  ).action(
    run(async (services, options: ServeOptions) => {
      const { environment, output, messages } = services
      const address = readAddress(options.listen)
      const logs = await inFile('--log', () => Promise.all(options.log.map(parseNoteKey)))
      // Mistyped or lost, it would be an empty one, and a witness that forgot signs a second history.
      const opened = options.new === true ? withNewStore : withExistingStore
      await opened(options.store, async (store) => {
        const signer = await openSigner(services, options)
        const { name } = options
        let keeping = Promise.resolve()
        const witness = await inFile(options.key, () =>
          createWitness({
            ...{ name, signer, logs, state: store.witness(name), clock: environment.clock },
            onSplitView: (checkpoint) => {
              keeping = keeping.then(() => keep(services, options.splitViews, checkpoint))
            },
          }),
        )
        const handler = createWitnessHandler(witness)
        const server = await startRequestServer(address, async (request) => {
          const answer = await handler(request)
          // Kept before the log learns that it was seen.
          await keeping
          return answer
        })
        const stopped = environment.untilStopped()
        try {
          const said = messages.evidence.witnessing(witness.key.text, server.address)
          output.result(said, { address: server.address, key: witness.key.text })
          await stopped
        } finally {
          await server.close()
        }
      })
      return exitCodes.yes
    }),
  )
}

/** One of each log, which is proof enough: whoever signs more and more of them fills no disk. */
async function keep({ output, messages }: Services, folder: string, text: string): Promise<void> {
  const [origin = ''] = text.split('\n', 1)
  const path = join(folder, `${createHash('sha256').update(origin).digest('hex')}.checkpoint`)
  // There already, or not writable: the witness has refused all the same, and says so.
  await writeNew(path, text).catch(() => undefined)
  output.progress(messages.evidence.splitView(path))
}
