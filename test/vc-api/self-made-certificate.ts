import { certificate, partyOf, pem } from '../../packages/x5c/test/support/pki.ts'

/** A certificate for 127.0.0.1 and a name that nobody has certified, and its key, both new. */
export function selfMadeCertificate(name = 'localhost'): {
  readonly cert: string
  readonly key: string
} {
  const party = partyOf(name)
  const seconds = Math.floor(Date.now() / 1000)
  const names = [{ dNSName: name }, { iPAddress: '127.0.0.1' }]
  const period = { notBefore: seconds - 3600, notAfter: seconds + 86_400 }
  const cert = pem(certificate({ names, ...period }, party, party))
  return { cert, key: party.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString() }
}
