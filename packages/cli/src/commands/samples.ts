import type { Command } from 'commander'
import type { Context, Services } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { openDesk } from '../lab/open-desk.ts'
import { serveDesk } from '../lab/serve-desk.ts'
import { watchDesk } from '../lab/watched-desk.ts'
import { readAddress } from '../listening.ts'
import { readDidOption, wrongOption } from '../options.ts'
import { readSamples, writeSamples } from '../samples/sample-files.ts'

/** Requests to try an integration by: made, judged at their own instant, and compared. */
export function addSamplesCommand(program: Command, { run, help }: Context): void {
  const { frame, lab, service } = help
  const texts = lab.samples
  const samples = program.command('samples').description(texts.about)
  addExample(samples, frame, 'samples serve samples')

  const make = samples.command('make').description(texts.make)
  make.requiredOption('--out <folder>', texts.out)
  addExample(make, frame, 'samples make --out samples').action(
    run(async ({ environment, output, messages }, { out }: { readonly out: string }) => {
      const { makeSamples } = await import('../samples/make-samples.ts')
      const made = await makeSamples(environment.clock())
      await writeSamples(out, made)
      const { instant, samples: all } = made.set
      const text = messages.lab.samplesMade(all.length, out)
      output.result(text, { folder: out, instant, samples: all.length })
      return exitCodes.yes
    }),
  )

  const serve = samples.command('serve <folder>').description(texts.serve)
  serve.option('--listen <address>', service.listen, '127.0.0.1:8480')
  addExample(serve, frame, 'samples serve samples').action(
    run((services, folder: string, { listen }: { readonly listen: string }) =>
      serveSamples(services, folder, listen),
    ),
  )

  const check = samples.command('check <folder>').description(texts.check)
  check.option('--address <address>', texts.address, '127.0.0.1:8480')
  addExample(check, frame, 'samples check samples').action(
    run((services, folder: string, { address }: { readonly address: string }) =>
      checkAll(services, folder, address),
    ),
  )
}

/** On this machine alone, with nothing but the folder's own trust: what is judged by a clock that stands still is never real. */
async function serveSamples(services: Services, folder: string, listen: string): Promise<ExitCode> {
  const address = readAddress(listen)
  if (!['127.0.0.1', '::1', 'localhost'].includes(address.host))
    throw wrongOption('--listen', '127.0.0.1:8480')
  const { instant, audience, custodian } = await readSamples(folder, services.environment)
  const { createSampleMemory } = await import('../samples/sample-memory.ts')
  const memory = createSampleMemory()
  const environment = { ...services.environment, clock: () => instant }
  const settings = {
    ...{ folder, audience, custodian: readDidOption(custodian, 'samples.json') },
    policy: { combine: 'deny_overrides' },
    ...{ maxStatusAgeSeconds: 60, maxAgeSeconds: 60 },
    ...{ isOnline: false, samples: true },
  } as const
  const desk = watchDesk(folder, () => openDesk(settings, memory, environment))
  await serveDesk(services, { desk, address, hosts: [], forget: memory.forget })
  return exitCodes.yes
}

async function checkAll(
  { environment, output, messages }: Services,
  folder: string,
  address: string,
): Promise<ExitCode> {
  if (!/^(127\.0\.0\.1|\[::1\]):\d{1,5}$/.test(address)) {
    throw wrongOption('--address', '127.0.0.1:8480')
  }
  const { samples } = await readSamples(folder, environment)
  const { checkSamples } = await import('../samples/check-samples.ts')
  const results = await checkSamples(`http://${address}`, samples)
  const { sampleRight, sampleWrong, samplesRight } = messages.lab
  const lines = results.map(({ sample, said, isRight }) => {
    const about = sample.about[environment.language]
    const verdict = isRight ? sampleRight : sampleWrong([said.status, said.code].join(' ').trim())
    return `${sample.name}: ${about}: ${sample.expected.status} ${sample.expected.code ?? ''} ${verdict}`
  })
  const right = results.filter(({ isRight }) => isRight).length
  output.result([...lines, samplesRight(right, results.length)].join('\n'), {
    ...{ right, of: results.length },
    samples: results.map(({ sample, said, isRight }) => ({
      ...{ name: sample.name, expected: { ...sample.expected }, said: { ...said }, isRight },
    })),
  })
  return right === results.length ? exitCodes.yes : exitCodes.no
}
