import { execFileSync } from 'node:child_process'
import { createPublicKey } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { epochSeconds, systemClock } from '@fidecura/base'
import { parsePublicJwk } from '@fidecura/identity'
import { verifyX5c } from '@fidecura/x5c'
import { afterAll, describe, expect, test } from '@jest/globals'

const hasOpenssl = ((): boolean => {
  try {
    execFileSync('openssl', ['version'])
    return true
  } catch {
    return false
  }
})()

const folder = mkdtempSync(join(tmpdir(), 'fidecura-x5c-'))
afterAll(() => rmSync(folder, { recursive: true }))

const config = `
[req]
distinguished_name = name
[name]
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
[authority]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
nameConstraints = critical, permitted;DNS:hospital.example, excluded;IP:0.0.0.0/0.0.0.0
[leaf]
basicConstraints = CA:FALSE
keyUsage = critical, digitalSignature
subjectAltName = DNS:hospital.example, DNS:www.hospital.example
[outside]
keyUsage = critical, digitalSignature
subjectAltName = DNS:clinic.example
`

/** Runs openssl on files of the folder. */
function openssl(command: string, ...last: readonly string[]): string {
  return execFileSync('openssl', [...command.split(' '), ...last], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  })
}

const keyOptions = {
  rsa: 'RSA -pkeyopt rsa_keygen_bits:2048',
  p384: 'EC -pkeyopt ec_paramgen_curve:P-384',
  p256: 'EC -pkeyopt ec_paramgen_curve:P-256',
  ed25519: 'ED25519',
} as const

function request(name: string, kind: keyof typeof keyOptions, subject: string): void {
  openssl(`genpkey -algorithm ${keyOptions[kind]} -out ${name}.key`)
  openssl(`req -new -config ca.cnf -key ${name}.key -out ${name}.csr -utf8 -subj`, subject)
}

function issue(name: string, issuer: string, section: string): void {
  const by = issuer === name ? `-signkey ${name}.key` : `-CA ${issuer}.pem -CAkey ${issuer}.key`
  openssl(
    `x509 -req -in ${name}.csr ${by} -extfile ca.cnf -extensions ${section} -days 30 -sha256 -out ${name}.pem`,
  )
}

const textOf = (name: string): string => readFileSync(join(folder, `${name}.pem`), 'utf8')
const base64Of = (name: string): string => textOf(name).replace(/-----[^-]+-----|\s/g, '')

if (hasOpenssl) describe('certificates that OpenSSL made', defineTests)
else test.skip('skipped: certificates that OpenSSL made: there is no openssl', () => undefined)

function defineTests(): void {
  writeFileSync(join(folder, 'ca.cnf'), config)
  request('root', 'rsa', '/C=CN/O=Example Trust/CN=Example Root')
  issue('root', 'root', 'root')
  request('authority', 'ed25519', '/C=CN/O=Example Trust/CN=Example Authority')
  issue('authority', 'root', 'authority')

  test.each(['p256', 'p384', 'ed25519'] as const)('are taken for a key of %s', async (kind) => {
    request('leaf', kind, '/C=CN/O=示例医院/CN=Example Seal')
    issue('leaf', 'authority', 'leaf')
    openssl('verify -CAfile root.pem -untrusted authority.pem leaf.pem')
    const key = parsePublicJwk(createPublicKey(textOf('leaf')).export({ format: 'jwk' }))
    const chain = [base64Of('leaf'), base64Of('authority')]
    const at = epochSeconds(systemClock() + 60)
    const options = { roots: [textOf('root')], key, at, domain: 'www.hospital.example' }
    const facts = await verifyX5c(chain, { ...options, revocation: 'not_checked' })
    expect(facts.subject).toMatchObject({ organization: '示例医院', commonName: 'Example Seal' })
    expect(facts.domains).toEqual(['hospital.example', 'www.hospital.example'])
    const fingerprint = openssl('x509 -in leaf.pem -noout -fingerprint -sha256').split('=')[1] ?? ''
    const digest = Buffer.from(fingerprint.replace(/[:\s]/g, ''), 'hex')
    expect(facts.thumbprint).toBe(digest.toString('base64url'))
  })

  test('are refused where OpenSSL refuses them', async () => {
    request('leaf', 'p256', '/C=CN/O=Example Clinic/CN=Example Seal')
    issue('leaf', 'authority', 'outside')
    expect(() => openssl('verify -CAfile root.pem -untrusted authority.pem leaf.pem')).toThrow(
      /permitted subtree violation/,
    )
    const key = parsePublicJwk(createPublicKey(textOf('leaf')).export({ format: 'jwk' }))
    const chain = [base64Of('leaf'), base64Of('authority')]
    const at = epochSeconds(systemClock() + 60)
    const options = { roots: [textOf('root')], key, at, revocation: 'not_checked' } as const
    await expect(verifyX5c(chain, options)).rejects.toMatchObject({
      code: 'x5c_name_not_permitted',
    })
  })
}
