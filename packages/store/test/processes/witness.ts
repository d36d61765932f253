/** A witness over HTTP. Arguments: setting, its place in it, where its store is. */
import { systemClock } from '@fidecura/base'
import { createWitness, createWitnessHandler, noteKeyOf } from '@fidecura/evidence'
import { openAt } from '../open-at.ts'
import { type EvidenceSetting, say, serve, signerFrom } from './evidence-setting.ts'

const [json = '', number = '', place = ''] = process.argv.slice(2)
const { origin, log, witnesses } = JSON.parse(json) as EvidenceSetting
const { name, key, port } = witnesses[Number(number)] as EvidenceSetting['witnesses'][number]
const store = await openAt(place)
const witness = await createWitness({
  name,
  signer: await signerFrom(key),
  logs: [await noteKeyOf(origin, 'log', (await signerFrom(log)).publicKey)],
  state: store.witness(name),
  clock: systemClock,
  onSplitView: () => say('split'),
})
say('serving', await serve(port, createWitnessHandler(witness)))
