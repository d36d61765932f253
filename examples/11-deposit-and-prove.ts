// A hospital deposits a record; years later somebody proves it with the proof file alone, and by openssl.
import { systemClock as clock, encodeUtf8 } from '@fidecura/base'
import * as proof from '@fidecura/evidence'
import { recheckScript } from '@fidecura/evidence/explain'
import { generateSigner, resolveDidKey } from '@fidecura/identity'

// Three parties, each with a key: the hospital, its log, and a witness that a university runs.
const key = () => generateSigner({ algorithm: 'EdDSA' })
const [hospital, logKey, witnessKey] = await Promise.all([key(), key(), key()])
const origin = 'log.hospital.example/2026'
const log = await proof.noteKeyOf(origin, 'log', logKey.publicKey)
const state = proof.createMemoryWitnessState()
const place = { name: 'witness.university.example', signer: witnessKey, logs: [log] }
const witness = await proof.createWitness({ ...place, state, clock })

// A witness answers over HTTP; here the request goes straight to its handler.
const answer = proof.createWitnessHandler(witness)
const fetch: proof.CosignersOptions['fetch'] = (url, { headers, method, body }) =>
  answer(new Request(url, { headers, ...(method && { method }), ...(body && { body }) }))
const trusted = { key: witness.key, operator: 'university' }
const reachable = { ...trusted, url: 'https://witness.university.example' }
const cosigners = proof.createCosigners({ witnesses: [reachable], quorum: 1, fetch, clock })

// Deposit: the bytes stay where they are. The same key again is the same deposit.
const store = proof.createMemoryEvidenceStore()
const opened = await proof.openLog({ origin, store, signer: logKey, cosigners })
const evidence = proof.createEvidence({ signer: hospital, log: opened, store, clock })
const record = encodeUtf8('{"resourceType":"Observation","valueQuantity":{"value":6.0}}')
const call = { idempotencyKey: 'observation-1', mediaType: 'application/fhir+json' }
const { id } = await evidence.deposit(record, call)
const file = await evidence.proofOf(id, 1, 'depositor')
await opened.close()

// Prove: whoever has bytes and proof file names the log and the witnesses that they trust.
const trust = { logs: [log], witnesses: { witnesses: [trusted], quorum: 1 } }
const judged = { ...trust, resolve: resolveDidKey, now: clock() }
const proven = await proof.verifyEvidence(file, { content: record, ...judged })
console.log(`deposited by the hospital: ${proven.depositor === hospital.did}`)
const altered = encodeUtf8('{"resourceType":"Observation","valueQuantity":{"value":60}}')
const refused = await proof
  .verifyEvidence(file, { content: altered, ...judged })
  .catch((e) => e.code)
console.log(`an altered record: ${refused}`)
const checks = recheckScript(file, trust).match(/ok: .*/g) ?? []
console.log(`by sh and openssl alone: ${checks.length} checks`)
