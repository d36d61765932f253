/**
 * A process of its own for the tests: writes to a store and says each write on a line once it was
 * acknowledged. Arguments: path, name of the process, number of rounds.
 */
import { writeSync } from 'node:fs'
import { systemClock as clock, epochSeconds } from '@fidecura/base'
import { openAt } from '../open-at.ts'

const [path = '', name = '', rounds = ''] = process.argv.slice(2)
const list = 'https://cardiology.example/status/1'

function acknowledge(...fields: readonly unknown[]): void {
  writeSync(1, `${JSON.stringify(fields)}\n`)
}

const store = await openAt(path)
for (let round = 0; round < Number(rounds); round++) {
  const key = `${name}-${round}`
  const { sequence } = await store.register.append(
    { kind: 'statement', key, record: 'r', digest: `d-${key}`, token: key, evidence: 'e' },
    clock,
  )
  acknowledge('registered', key, sequence)

  const shared = await store.register.append(
    {
      kind: 'stamp',
      key: `${round}`,
      record: undefined,
      digest: name,
      token: undefined,
      evidence: undefined,
    },
    clock,
  )
  acknowledge('stamped', `${round}`, shared.digest)

  const index = await store.issued.allocate(list, 2 * Number(rounds))
  await store.issued.insert({
    issuer: 'did:web:cardiology.example',
    id: key,
    type: 'role',
    token: key,
    issuedAt: clock(),
    status: { list, index },
  })
  acknowledge('issued', key, index)

  const change = await store.issued.change(list, { index, value: 'suspended' }, clock)
  acknowledge('suspended', index, change.sequence)

  const fresh = await store.replay.insert({
    tenant: 't',
    audience: 'a',
    nonce: `${round}`,
    now: clock(),
    expiresAt: epochSeconds(clock() + 3600),
  })
  acknowledge('replay', `${round}`, fresh)
}
await store.close()
