import { TestEnvironment } from 'jest-environment-node'
import { compileOnce } from './compiled-once.mjs'
import { rememberDerivations } from './remembered-derivations.mjs'

rememberDerivations()
compileOnce()

// What test/leftovers.ts registers: functions that end something which a test has started.
const leftovers = Symbol.for('fidecura.leftovers')
const patienceMs = 2_000
const open = new Set()

// A run that is broken off leaves nothing behind, either. Nothing can be awaited any more then.
process.once('exit', () => {
  for (const all of open) for (const end of all) call(end)
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1))

/** Node's, which ends whatever the tests of a file have left, after all that cleans up after them. */
export default class extends TestEnvironment {
  async setup() {
    await super.setup()
    this.global[leftovers] = new Set()
    open.add(this.global[leftovers])
  }

  async teardown() {
    const all = this.global[leftovers]
    for (const end of [...all].reverse()) await settled(call(end))
    open.delete(all)
    await super.teardown()
  }
}

function call(end) {
  try {
    return end()
  } catch {
    return undefined
  }
}

/** What does not end is not waited for. */
async function settled(ending) {
  let timer
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, patienceMs)
  })
  await Promise.race([Promise.resolve(ending).catch(() => undefined), late])
  clearTimeout(timer)
}
