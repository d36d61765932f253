import type { Services } from '../context.ts'
import { storyMessagesOf } from './messages.ts'
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
    step({ name, outcome, code, place, ms }) {
      const mark = outcome === 'ok' ? '✓' : '✗'
      const remark =
        code === undefined
          ? ''
          : ` – ${remarkOf(outcome, code)}${place === undefined ? '' : ` ${place}`}`
      say(`   ${mark} ${messages.steps[name]}${remark} (${ms.toFixed(ms < 10 ? 1 : 0)} ms)`)
    },
    text: (title, text) => {
      if (text !== '') say(`\n   ${title}\n${text.replace(/^/gm, '     | ')}\n`)
    },
  }

  function remarkOf(outcome: 'ok' | 'failed', code: string): string {
    const decision = messages.decisions[code]
    if (outcome === 'ok' && decision !== undefined) return decision
    return outcome === 'ok' ? messages.refusedWith(code) : messages.failedWith(code)
  }
}
