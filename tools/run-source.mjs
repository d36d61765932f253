import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/**
 * Runs TypeScript of ours from the sources, in a process of its own, and ends as it does.
 *
 * @param {URL} script
 * @param {readonly string[]} args
 */
export function runSource(script, args) {
  const flags = ['--conditions=@fidecura/source', '--experimental-strip-types', '--no-warnings']
  const path = fileURLToPath(script)
  const { status } = spawnSync(process.execPath, [...flags, path, ...args], { stdio: 'inherit' })
  process.exit(status ?? 1)
}

/** Says how a script is called, and ends. */
export function endWithUsage(text) {
  process.stderr.write(`Usage: npm run ${text}\n`)
  process.exit(2)
}
