import type { Services } from '../context.ts'
import { messagesOf } from '../messages/messages.ts'
import { storyMessagesOf } from './messages.ts'
import type { StoryStep } from './recorder.ts'
import type { StoryTeller } from './story.ts'

/** Tells the story to a person as it happens; with `--json`, to nobody. */
export function createTeller({
  environment,
  output,
}: Pick<Services, 'environment' | 'output'>): StoryTeller {
  const messages = storyMessagesOf(environment.language)
  const say = (text: string): void => {
    if (!output.json) environment.stdout.write(`${text}\n`)
  }
  let act = 0
  return {
    act: (name) => say(`\n${++act}. ${messages.acts[name]}`),
    step(step, reason) {
      const { name, outcome, code, ms } = step
      const mark = outcome === 'ok' ? '✓' : '✗'
      const remark = code === undefined ? '' : ` – ${remarkOf(step, code, reason)}`
      say(`   ${mark} ${messages.steps[name]}${remark} (${ms.toFixed(ms < 10 ? 1 : 0)} ms)`)
    },
    text: (title, text) => {
      if (text !== '') say(`\n   ${title}\n${text.replace(/^/gm, '     | ')}\n`)
    },
  }

  function remarkOf({ outcome, place }: StoryStep, code: string, reason?: string): string {
    if (outcome === 'ok') return messages.decisions[code] ?? messages.refusedWith(code)
    if (reason === undefined) return messages.failedWith(code)
    return messages.failedWith(messagesOf(environment.language).error(code, reason, place))
  }
}
