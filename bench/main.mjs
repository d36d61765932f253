/** Measures every row that exists. Arguments: `--json`; `--only TEXT`, rows that contain the text. */
import { availableParallelism, cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { judge } from './lib/budget.mjs'
import { loadOurs, missingExports } from './lib/ours.mjs'
import { jsonOf, summaryOf, textOf } from './lib/report.mjs'
import { rows } from './rows/index.mjs'

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, only: { type: 'string', default: '' } },
})
const print = values.json ? () => {} : (text) => process.stdout.write(`${text}\n`)
const ours = await loadOurs()
const started = performance.now()
const judged = []

print(`Node ${process.version}, ${cpus()[0]?.model}, ${availableParallelism()} cores\n`)
for (const row of rows.filter(({ operation }) => operation.includes(values.only))) {
  const missing = missingExports(ours, row.needs)
  if (missing.length > 0) {
    process.stderr.write(`Not listed, no ${missing.join(', ')}: ${row.operation}\n`)
    continue
  }
  process.stderr.write(`${row.operation} …\n`)
  const result = { operation: row.operation, ...judge(await row.run(ours), row.budget) }
  judged.push(result)
  print(textOf(result))
}
print(summaryOf(judged, performance.now() - started))
if (values.json) process.stdout.write(`${JSON.stringify(judged.map(jsonOf), null, 2)}\n`)
