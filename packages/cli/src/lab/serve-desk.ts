import type { LabDesk, LabOptions, LabWords } from '@fidecura/server'
import type { Services } from '../context.ts'
import { reportText } from '../credential-text.ts'
import type { Address } from '../listening.ts'
import { messagesOf } from '../messages/messages.ts'

/** What is served, and where. */
export interface ServeDeskOptions extends Pick<LabOptions, 'forget'> {
  readonly desk: () => Promise<LabDesk>
  readonly address: Address
  /** Names beside that of the address by which programs call. */
  readonly hosts: readonly string[]
}

/** Serves until the process is stopped. What cannot be opened is told before anybody relies on it. */
export async function serveDesk(
  { environment, output, messages }: Services,
  { desk, address, hosts, forget }: ServeDeskOptions,
): Promise<void> {
  const { health } = await desk()
  // With hono and zod behind it, which no other command is to wait for.
  const { createLabHandler, listen } = await import('@fidecura/server')
  const handle = createLabHandler({
    ...{ desk, words, hosts: [...loopbackNames, address.host, ...hosts] },
    ...(forget === undefined ? {} : { forget }),
  })
  const listening = await listen(handle, address)
  try {
    const stopped = environment.untilStopped()
    const named = address.host.includes(':') ? `[${address.host}]` : address.host
    const at = `${named}:${listening.port}`
    output.result(messages.lab.serving(at, health.samples), { address: at, ...jsonHealth(health) })
    await stopped
    output.progress(messages.service.stopping)
  } finally {
    await listening.close()
  }
}

const loopbackNames = ['127.0.0.1', '::1', 'localhost'] as const

const words: LabWords = {
  report: (report, language) => reportText(report, messagesOf(language)),
  problem: ({ code, message, place }, language) => messagesOf(language).error(code, message, place),
}

function jsonHealth({ roots, registers, bundle, samples }: LabDesk['health']) {
  return { roots, registers, samples, ...(bundle === undefined ? {} : { bundle: { ...bundle } }) }
}
