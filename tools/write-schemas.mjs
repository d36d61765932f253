import { mkdirSync, writeFileSync } from 'node:fs'
import { healthSpecs } from '../packages/credentials/src/health-specs.ts'
import { healthSchemaOf } from '../packages/credentials/src/types/health-schema.ts'

// Writes the JSON Schemas that are published with the package. A test fails where they are not what the
// types say today: run this, by `pnpm run schemas`, when a type has changed on purpose.

const folder = new URL('../packages/credentials/schemas/', import.meta.url)
mkdirSync(folder, { recursive: true })
for (const type of Object.keys(healthSpecs)) {
  const [name, version] = type.split(':').slice(-2)
  const text = `${JSON.stringify(healthSchemaOf(type), null, 2)}\n`
  writeFileSync(new URL(`${name}.${version}.json`, folder), text)
}
