/** The same process with nothing of ours: one import, one key, one verification. */
import { createPublicKey, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'

const { token, jwk } = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const dot = token.lastIndexOf('.')
const key = createPublicKey({ key: jwk, format: 'jwk' })
const data = Buffer.from(token.slice(0, dot))
const signature = Buffer.from(token.slice(dot + 1), 'base64url')
if (!verify('sha256', data, { key, dsaEncoding: 'ieee-p1363' }, signature)) process.exit(1)
process.stdout.write(JSON.stringify(process.cpuUsage()))
