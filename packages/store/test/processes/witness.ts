/** A witness over HTTP, with its state in SQLite. Arguments: setting, its place in it, file of its store. */
import { systemClock } from '@fidecura/base'
import { createWitness, createWitnessHandler, noteKeyOf } from '@fidecura/evidence'
import { openStore } from '@fidecura/store'
import { type EvidenceSetting, say, serve, signerFrom } from './evidence-setting.ts'

const [json = '', place = '', file = ''] = process.argv.slice(2)
const { origin, log, witnesses } = JSON.parse(json) as EvidenceSetting
const { name, key, port } = witnesses[Number(place)] as EvidenceSetting['witnesses'][number]
const store = await openStore(file)
const witness = await createWitness({
  name,
  signer: await signerFrom(key),
  logs: [await noteKeyOf(origin, 'log', (await signerFrom(log)).publicKey)],
  state: store.witness(name),
  clock: systemClock,
  onSplitView: () => say('split'),
})
say('serving', await serve(port, createWitnessHandler(witness)))
