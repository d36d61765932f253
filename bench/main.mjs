/** Measures every row. Arguments: `--json`; `--only TEXT`, rows that contain the text. */
import { spawn } from 'node:child_process'
import { availableParallelism, cpus } from 'node:os'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { jsonOf, summaryOf, textOf } from './lib/report.mjs'
import { rowFiles } from './rows/index.mjs'

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, only: { type: 'string', default: '' } },
})
const print = values.json ? () => {} : (text) => process.stdout.write(`${text}\n`)
const started = performance.now()
const judged = []

print(`Node ${process.version}, ${cpus()[0]?.model}, ${availableParallelism()} cores\n`)
for (const file of rowFiles) {
  for await (const result of measureRows(file)) {
    judged.push(result)
    print(textOf(result))
  }
}
print(summaryOf(judged, performance.now() - started))
if (values.json) process.stdout.write(`${JSON.stringify(judged.map(jsonOf), null, 2)}\n`)

/** In a process of its own, where what others have left in memory costs nobody anything. */
async function* measureRows(file) {
  const script = fileURLToPath(new URL('./measure-rows.mjs', import.meta.url))
  // A collection before each batch keeps one participant's garbage out of the next one's time.
  const child = spawn(process.execPath, ['--expose-gc', script, file, values.only], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise((resolve) => child.on('close', resolve))
  for await (const line of createInterface({ input: child.stdout })) yield JSON.parse(line)
  if ((await ended) !== 0) process.exit(1)
}
