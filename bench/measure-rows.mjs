/** Measures the rows of one file whose names contain a text; prints one result as JSON a line. */
import { judge } from './lib/budget.mjs'
import { loadOurs, missingExports } from './lib/ours.mjs'

const [file, only] = process.argv.slice(2)
const { rows } = await import(`./rows/${file}.mjs`)
const ours = await loadOurs()
for (const row of rows.filter(({ operation }) => operation.includes(only))) {
  const missing = missingExports(ours, row.needs)
  if (missing.length > 0) throw new Error(`No ${missing.join(', ')} for: ${row.operation}`)
  process.stderr.write(`${row.operation} …\n`)
  const result = { operation: row.operation, ...judge(await row.run(ours), row.budget) }
  process.stdout.write(`${JSON.stringify(result)}\n`)
}
