import { CodedError } from '@fidecura/base'
import { readSettings } from './read-settings.ts'
import { SettingsError } from './settings-field.ts'
import { startPortal } from './start-portal.ts'

const loopback = '--loopback'
const given = process.argv.slice(2)
const [path = 'portal.json', ...more] = given.filter((each) => each !== loopback)

try {
  if (more.length > 0 || path.startsWith('-')) {
    throw new SettingsError('Takes one file of settings, and --loopback to try it on one machine')
  }
  const options = await readSettings(path, { isLoopback: given.includes(loopback) })
  const portal = await startPortal({ ...options, log: (line) => console.error(line) })
  console.log(portal.origin)
  const stop = () => void portal.close()
  process.once('SIGINT', stop).once('SIGTERM', stop)
} catch (error) {
  console.error(textOf(error))
  process.exitCode = 1
}

/** Coded errors have codes and places, and no values. */
function textOf(error: unknown): unknown {
  if (error instanceof SettingsError) return error.message
  if (!CodedError.is(error)) return error
  return [error.code, error.place, error.message].filter((part) => part !== undefined).join(' · ')
}
