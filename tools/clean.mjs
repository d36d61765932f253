import { readdirSync, rmSync } from 'node:fs'

// tsc leaves the output of deleted files behind, which would be published.
for (const name of readdirSync('packages')) {
  for (const folder of ['dist', 'temp'])
    rmSync(`packages/${name}/${folder}`, { recursive: true, force: true })
}
rmSync('node_modules/.cache', { recursive: true, force: true })
