/**
 * A log with its depositor, which deposits until it is killed. Arguments: setting, where the store is,
 * port, name of this run.
 */
import { encodeUtf8, systemClock } from '@fidecura/base'
import { createEvidence, createLogHandler, openLog } from '@fidecura/evidence'
import { openAt } from '../open-at.ts'
import { type EvidenceSetting, operatorsOf, say, serve } from './evidence-setting.ts'

const inFlight = 16

const [json = '', place = '', port = '0', run = ''] = process.argv.slice(2)
const setting = JSON.parse(json) as EvidenceSetting
const { origin } = setting
const { evidence: store } = await openAt(place)
const { signers, ask } = await operatorsOf(setting)
const log = await openLog({ origin, store, signer: signers.log, cosigners: ask })
const signer = signers.clinic
const evidence = createEvidence({ signer, log, store, clock: systemClock })
const handler = createLogHandler({ origin, store, published: log.published })
const path = (request: Request): string => new URL(request.url).pathname.slice(1)
say('serving', await serve(Number(port), (request) => handler(request, path(request))))

let next = 0
async function depositor(): Promise<void> {
  for (;;) {
    const key = `${run}-${next++}`
    const { id, index } = await untilTaken(key)
    say('deposited', id, index, key)
  }
}

/** The same key again, for one deposit: what is unknown may have been kept. */
async function untilTaken(key: string) {
  for (;;) {
    try {
      return await evidence.deposit(encodeUtf8(key), { idempotencyKey: key })
    } catch (error) {
      if ((error as { readonly outcome?: unknown }).outcome !== 'unknown') throw error
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
}
await Promise.all(Array.from({ length: inFlight }, depositor))
