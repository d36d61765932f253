import { readSettings, SettingsError } from './read-settings.ts'
import { startPortal } from './start-portal.ts'

const [, , path = 'portal.json'] = process.argv

try {
  const options = await readSettings(path)
  const portal = await startPortal({ ...options, log: (line) => console.error(line) })
  console.log(portal.origin)
  const stop = () => void portal.close()
  process.once('SIGINT', stop).once('SIGTERM', stop)
} catch (error) {
  // What is thrown here has codes, and no values.
  console.error(error instanceof SettingsError ? error.message : error)
  process.exitCode = 1
}
