/** Asks for minutes, always as many at once, and looks whether the memory of who is asked grows with the requests. */
import { Agent } from 'node:http'
import { growthOf, mostBytesEach } from './flat.ts'
import type { Memory } from './probe.ts'
import { post, type Subject } from './subject.ts'

const atOnce = 4
const looksPerMinute = 4

interface Look extends Memory {
  readonly seconds: number
  readonly requests: number
}

/** @returns Whether no answer was wrong, and nothing grew. */
export async function soak(
  subject: Subject,
  newBody: (n: number) => Promise<string>,
  minutes: number,
  say: (line: object) => void,
): Promise<boolean> {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce })
  const looks: Look[] = []
  let [requests, wrong] = [0, 0]
  const ask = async (until: number): Promise<void> => {
    while (performance.now() < until) {
      const status = await newBody(requests++)
        .then((body) => post(subject, agent, body))
        .catch(() => 0)
      if (status !== 200) wrong++
    }
  }
  const from = performance.now()
  for (let look = 1; look <= minutes * looksPerMinute; look++) {
    const until = from + (look * 60_000) / looksPerMinute
    await Promise.all(Array.from({ length: atOnce }, () => ask(until)))
    const seconds = Math.round((performance.now() - from) / 1000)
    looks.push({ seconds, requests, ...(await subject.memory()) })
    const { kept, ...found } = looks.at(-1) as Look
    say({ ...found, wrong, kept })
  }
  agent.destroy()
  process.stdout.write(tableOf(looks))
  const growth = { objects: growthOf(looks, 'objects'), resident: growthOf(looks, 'resident') }
  say({ soak: subject.name, minutes, requests, wrong, mostBytesEach, growth })
  const verdicts = [growth.objects.verdict, growth.resident.verdict]
  const isFlat = verdicts.every((verdict) => verdict === 'flat')
  say({ verdict: isFlat ? 'flat' : verdicts.includes('grows') ? 'not flat' : 'too few requests' })
  return isFlat && wrong === 0
}

/** Of MiB: what the process had, and what of it was kept when the engine gave back all that it could. */
function tableOf(looks: readonly Look[]): string {
  const heads = ['seconds', 'requests', 'resident', 'heap', 'young', 'kept', 'objects']
  const rows = looks.map(({ seconds, requests, resident, heap, young, kept }) => [
    ...[`${seconds}`, `${requests}`],
    ...[resident, heap, young, kept.resident, kept.objects].map(mebi),
  ])
  const lines = [heads, ...rows].map((row) => row.map((cell) => cell.padStart(10)).join(''))
  return `${lines.join('\n')}\n`
}

const mebi = (bytes: number): string => (bytes / 1_048_576).toFixed(1)
