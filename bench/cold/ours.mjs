/** A process that starts, verifies one credential with everything on, and says what it took. */
import { readFileSync } from 'node:fs'
import { epochSeconds } from '@fidecura/base'
import { createVerifier } from '@fidecura/credentials'
import { createResolver, resolveDidKey } from '@fidecura/identity'

const { token, issuer, type } = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const verifier = createVerifier({
  roots: [{ did: issuer, types: [type] }],
  resolve: createResolver({ methods: { key: resolveDidKey } }),
  clock: () => epochSeconds(Date.now() / 1000),
})
await verifier.verifyCredential(token)
process.stdout.write(JSON.stringify(process.cpuUsage()))
