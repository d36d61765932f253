/**
 * A process of its own for the tests: a hospital that issues and suspends, and a register that takes
 * statements and withdrawals in, both on one store. Says each act on a line once it was acknowledged,
 * for ever. Arguments: path, name of the process.
 */
import { writeSync } from 'node:fs'
import { systemClock as clock, epochSeconds } from '@fidecura/base'
import { signStatement, signWithdrawal } from '@fidecura/consent'
import { createRegister } from '@fidecura/consent/register'
import {
  createIssuer,
  createIssuerStatusSource,
  createVerifier,
  credentialTypes,
} from '@fidecura/credentials'
import { decodeJws, digestOf, generateSigner, resolveDidKey } from '@fidecura/identity'
import { openAt } from '../open-at.ts'

const [path = '', name = ''] = process.argv.slice(2)
const listUrl = `https://hospital.example/status/${name}`
const record = { system: 'https://hospital.example/records', value: name }

function acknowledge(...fields: readonly unknown[]): void {
  writeSync(1, `${JSON.stringify(fields)}\n`)
}

const store = await openAt(path)
const [hospital, patient, registrar] = await Promise.all([
  generateSigner({ algorithm: 'EdDSA' }),
  generateSigner({ algorithm: 'EdDSA' }),
  generateSigner({ algorithm: 'EdDSA' }),
])
const issuer = createIssuer({ signer: hospital, store: store.issued, clock, listUrl })
const verifier = createVerifier({
  roots: [{ did: hospital.did, types: [credentialTypes.patientIdentity] }],
  resolve: resolveDidKey,
  clock,
  status: createIssuerStatusSource([issuer]),
})
const register = createRegister({ signer: registrar, store: store.register, verifier })

async function issue(id: string): Promise<string> {
  const { token } = await issuer.issue(
    {
      type: credentialTypes.patientIdentity,
      id,
      subject: patient.did,
      holderKey: patient.publicKey,
      claims: { record, method: 'in_person' },
      validFrom: clock(),
      validUntil: epochSeconds(clock() + 86_400),
    },
    { format: 'vc+jwt' },
  )
  acknowledge('issued', hospital.did, id, await digestOf(token))
  return token
}

function acknowledgeReceipt(receipt: string): void {
  const { sequence, digest } = JSON.parse(new TextDecoder().decode(decodeJws(receipt).payload))
  acknowledge('received', sequence, digest)
}

const evidence = { identity: await issue(`urn:fidecura:test:${name}`) }
for (let round = 0; ; round++) {
  const id = `urn:fidecura:test:${name}-${round}`
  const content = {
    id,
    kind: 'consent',
    record,
    grantee: { did: hospital.did, name: 'Cardiology' },
    controller: { did: hospital.did, name: 'Example Hospital' },
    terms: {
      version: 'urn:fidecura:terms:1',
      rule: { effect: 'permit', conditions: {}, children: [] },
    },
    language: 'en',
    validFrom: clock(),
    validUntil: epochSeconds(clock() + 3600),
    issuedAt: clock(),
    register: registrar.did,
  } as const
  const token = await signStatement(content, { signer: patient })
  acknowledgeReceipt(await register.submit({ token, evidence }))

  const statement = { issuer: patient.did, id }
  const withdrawal = { statement, record, issuedAt: clock() }
  const withdrawn = await signWithdrawal(withdrawal, { signer: patient })
  acknowledgeReceipt(await register.withdraw({ token: withdrawn, evidence }))

  await issue(id)
  const { sequence, index } = await issuer.suspend(id)
  acknowledge('suspended', listUrl, sequence, index)
}
