import { formatDateTime } from '@fidecura/base'
import type { LabDesk, LabOptions, LabWords } from '@fidecura/server'
import type { Services } from '../context.ts'
import { reportText } from '../credential-text.ts'
import type { Address } from '../listening.ts'
import { englishVerdictErrors } from '../messages/english-verdict-errors.ts'
import type { CanJudge } from '../messages/lab-messages.ts'
import { messagesOf } from '../messages/messages.ts'

/** What is served, and where. */
export interface ServeDeskOptions extends Pick<LabOptions, 'forget'> {
  readonly desk: () => Promise<LabDesk>
  readonly address: Address
  /** Names beside that of the address by which programs call. */
  readonly hosts: readonly string[]
  /** Whether it fetches what a bundle would bring. */
  readonly isOnline?: boolean
}

/** Serves until the process is stopped. What cannot be opened is told before anybody relies on it. */
export async function serveDesk(
  { environment, output, messages }: Services,
  { desk, address, hosts, isOnline = false, forget }: ServeDeskOptions,
): Promise<void> {
  const opened = await desk()
  const { health } = opened
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
    const { serving, canJudge } = messages.lab
    const lines = health.samples ? [] : canJudge(canJudgeOf(opened, isOnline))
    const said = [serving(at, health.samples), ...lines].join('\n')
    output.result(said, { address: at, ...jsonHealth(health) })
    await stopped
    output.progress(messages.service.stopping)
  } finally {
    await listening.close()
  }
}

const loopbackNames = ['127.0.0.1', '::1', 'localhost'] as const

const words: LabWords = {
  report: (report, language) => reportText(report, messagesOf(language)),
  problem: ({ code, message, place }, language) =>
    messagesOf(language).error(code, language === 'en' ? wordsOf(code, message) : message, place),
}

/** Of a check there is a code alone, and its name is none that a person at a desk understands. */
function wordsOf(code: string, message: string): string {
  if (!Object.hasOwn(englishVerdictErrors, code)) return message
  return englishVerdictErrors[code as keyof typeof englishVerdictErrors]
}

/** Told at the start, since a refusal for want of something is found much later. */
function canJudgeOf({ health, audience, decider }: LabDesk, isOnline: boolean): CanJudge {
  const { roots, registers, bundle } = health
  const bundleOf = bundle === undefined ? undefined : formatDateTime(bundle.issuedAt)
  return { roots, registers, bundleOf, isOnline, audience, decides: decider !== undefined }
}

function jsonHealth({ roots, registers, bundle, samples }: LabDesk['health']) {
  return { roots, registers, samples, ...(bundle === undefined ? {} : { bundle: { ...bundle } }) }
}
