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
  // A text ends with an empty line, and no two of them are wanted before an act.
  let apart = false
  return {
    act: (name) => say(`${apart ? '' : '\n'}${++act}. ${messages.acts[name]}`),
    step(step, reason) {
      const { name, outcome, code, ms } = step
      const mark = outcome === 'ok' ? '✓' : '✗'
      const remark = code === undefined ? '' : ` – ${remarkOf(step, code, reason)}`
      say(`   ${mark} ${messages.steps[name]}${remark} (${ms.toFixed(ms < 10 ? 1 : 0)} ms)`)
      apart = false
    },
    text: (title, text) => {
      if (text === '') return
      say(`\n   ${title}\n${text.replace(/^/gm, '     | ')}\n`)
      apart = true
    },
  }

  function remarkOf({ outcome, place }: StoryStep, code: string, reason?: string): string {
    if (outcome === 'ok') return messages.decisions[code] ?? messages.refusedWith(code)
    if (reason === undefined) return messages.failedWith(code)
    return messages.failedWith(messagesOf(environment.language).error(code, reason, place))
  }
}
