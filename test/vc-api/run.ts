import { startVcApi } from './server.ts'

// `npm run -s vc-api`: one line that says where and as whom; then it listens until it is killed.

const { httpUrl, httpsUrl, issuers } = await startVcApi()
process.stdout.write(`${JSON.stringify({ httpUrl, httpsUrl, issuers })}\n`)

// Whoever is killed may only have started this.
const parent = process.ppid
setInterval(() => {
  if (process.ppid !== parent) process.exit()
}, 500)
