import { parseDid, parsePublicJwk } from '@fidecura/identity'
import type { Hospital, PortalOptions } from './portal-options.ts'
import { type Field, fieldsOf, type Rules, SettingsError } from './settings-field.ts'

/** As it stands in `portal.json`: the options, with files in place of what is secret or long. */
export interface Settings
  extends Pick<PortalOptions, 'name' | 'origin' | 'listen' | 'hospital' | 'staff'> {
  readonly signIn: {
    readonly issuer: string
    readonly clientId: string
    /** Readable by its owner alone. */
    readonly clientSecretFile?: string
  }
  readonly keyFile: string
  /** Opens the key. Readable by its owner alone, as the key file is. */
  readonly passphraseFile: string
  /** Evidence of a requester: `{ "accreditation": "…", "chain": ["…"] }`. */
  readonly accreditationFile: string
}

/** @throws SettingsError where it stands, and what belongs there; nothing of what is there. */
export function parseSettings(json: unknown, rules: Rules): Settings {
  const at = fieldsOf(json, [
    ...['name', 'origin', 'listen', 'signIn', 'hospital', 'staff'],
    ...['keyFile', 'passphraseFile', 'accreditationFile'],
  ])
  const staff = at('staff').optional((field) => field.list(200, (each) => each.text(255)))
  return {
    name: at('name').text(200),
    origin: at('origin').origin(rules),
    listen: listenIn(at('listen')),
    signIn: signInIn(at('signIn'), rules),
    hospital: hospitalIn(at('hospital'), rules),
    ...(staff === undefined ? {} : { staff }),
    keyFile: at('keyFile').text(),
    passphraseFile: at('passphraseFile').text(),
    accreditationFile: at('accreditationFile').text(),
  }
}

function listenIn(field: Field): Settings['listen'] {
  const at = field.members(['host', 'port', 'behindProxy'])
  const behindProxy = at('behindProxy').optional((each) => each.flag())
  return {
    host: at('host').text(253),
    port: at('port').integer(1, 65_535),
    ...(behindProxy === undefined ? {} : { behindProxy }),
  }
}

function signInIn(field: Field, rules: Rules): Settings['signIn'] {
  const at = field.members(['issuer', 'clientId', 'clientSecretFile'])
  const secret = at('clientSecretFile').optional((each) => each.text())
  return {
    issuer: at('issuer').address(rules),
    clientId: at('clientId').text(255),
    ...(secret === undefined ? {} : { clientSecretFile: secret }),
  }
}

function hospitalIn(field: Field, rules: Rules): Hospital {
  const at = field.members(['did', 'name', 'bundleUrl', 'bundleSigner', 'roots', 'walletUrl'])
  const walletUrl = at('walletUrl').optional((each) => each.wallet(rules))
  const roots = at('roots').list(16, rootIn)
  if (roots.length === 0) throw new SettingsError('/hospital/roots: at least one')
  return {
    did: at('did').parsed('a DID', parseDid),
    name: at('name').text(200),
    bundleUrl: at('bundleUrl').address(rules),
    bundleSigner: at('bundleSigner').parsed('a public key (JWK)', parsePublicJwk),
    roots,
    ...(walletUrl === undefined ? {} : { walletUrl }),
  }
}

function rootIn(field: Field): Hospital['roots'][number] {
  const at = field.members(['did', 'types', 'keys', 'directory'])
  const texts = (each: Field): readonly string[] => each.list(100, (one) => one.text())
  const keys = at('keys').optional(texts)
  const directory = at('directory').optional((each) => each.text())
  return {
    did: at('did').parsed('a DID', parseDid),
    types: texts(at('types')),
    ...(keys === undefined ? {} : { keys }),
    ...(directory === undefined ? {} : { directory }),
  }
}
