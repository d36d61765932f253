/**
 * Suspends people in the console's API, again and again, and says after how many seconds each of four places refuses them:
 * by the clock, with the sweeps and the ages of status that are theirs by default. Argument: how often.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { systemClock } from '@fidecura/base'
import { keepSweeping } from '../../packages/cli/src/sign-in/keep-sweeping.ts'
import { openThreePlatforms, type Where } from '../../packages/cli/test/three-platforms.ts'

const [rounds = '5'] = process.argv.slice(2)
const bound = 60
const world = await openThreePlatforms(systemClock)
const sweeping = keepSweeping(
  { hospital: 'riverside', bridge: world.bridge },
  { clock: systemClock, log: (line) => void process.stderr.write(line) },
)
const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`)
const longest = new Map<Where, number>()
let isWithin = true

for (let round = 1; round <= Number(rounds); round++) {
  await world.refresh()
  const person = await world.signInEverywhere()
  // Into any moment between two sweeps; everybody keeps asking, so that no list is fetched late by chance.
  const from = performance.now() + Math.random() * 20_000
  do {
    const holds = await person.holds()
    if (Object.values(holds).includes(false)) throw new Error('Refused before')
    await wait(250)
  } while (performance.now() < from)
  // From when it is asked for on, though it is promised from when it is done.
  const asked = performance.now()
  await world.suspend(person.name)
  const acknowledged = (performance.now() - asked) / 1000
  const refused = new Map<string, number>()
  while (refused.size < 4 && performance.now() - asked < 3 * bound * 1000) {
    const holds = await person.holds()
    const seconds = (performance.now() - asked) / 1000
    for (const [where, isHeld] of Object.entries(holds)) {
      if (isHeld) refused.delete(where)
      else if (!refused.has(where)) refused.set(where, Math.round(seconds * 10) / 10)
    }
    await wait(100)
  }
  const seconds = Object.fromEntries(refused)
  say({ round, acknowledgedSeconds: Math.round(acknowledged * 10) / 10, refusedSeconds: seconds })
  for (const [where, after] of refused as Map<Where, number>) {
    longest.set(where, Math.max(longest.get(where) ?? 0, after))
  }
  isWithin &&= refused.size === 4 && [...refused.values()].every((after) => after <= bound)
}
say({ rounds: Number(rounds), boundSeconds: bound, longestSeconds: Object.fromEntries(longest) })
await sweeping.stop()
await world.close()
process.exit(isWithin ? 0 : 1)
