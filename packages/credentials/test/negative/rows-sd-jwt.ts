import { encodeBase64url, encodeUtf8, type JsonValue } from '@fidecura/base'
import { digestOf } from '@fidecura/identity'
import { headerOf, jwt, type Members } from './jwt.ts'
import type { Attempt, Row, Scene } from './scene.ts'
import { badgeOf } from './statement.ts'

const disclosed = (parts: JsonValue | string): string =>
  encodeBase64url(encodeUtf8(typeof parts === 'string' ? parts : JSON.stringify(parts)))

interface Hidden {
  /** As parts or as the text that is encoded. */
  readonly disclosures: readonly (JsonValue | string)[]
  /** What becomes of the payload. Default: `_sd` with each digest. */
  readonly payload?: (digests: readonly string[], payload: Members) => Members
  /** What becomes of the encoded disclosures after signing. */
  readonly shown?: (encoded: readonly string[]) => readonly string[]
}

/** A badge without its grade, which the issuer hides as it is told. */
async function hidden(scene: Scene, parts: Hidden): Promise<Attempt> {
  const { disclosures, payload = (_sd, all) => ({ ...all, _sd }), shown = (all) => all } = parts
  const { signer } = scene.authority
  const encoded = disclosures.map(disclosed)
  const digests: string[] = []
  for (const each of encoded) digests.push(await digestOf(each))
  const { grade: _, ...open } = scene.format.write(badgeOf(scene))
  const compact = await jwt(headerOf(signer, 'dc+sd-jwt'), payload(digests, open), signer)
  return { token: [compact, ...shown(encoded), ''].join('~') }
}

const row = (name: string, code: string, parts: Hidden): Row => [
  name,
  'format',
  code,
  (scene) => hidden(scene, parts),
]

const salt = 'c2FsdCBvZiBhIHRlc3Q'
const grade = [salt, 'grade', 'attending']

const unreadable = (name: string, parts: JsonValue | string): Row =>
  row(name, 'disclosure_malformed', { disclosures: [parts] })

/** A claim that the holder could leave out, or put in the place of the open one. */
const alwaysOpen = (name: string, value: JsonValue): Row =>
  row(`${name} may be hidden`, 'disclosure_forbidden', {
    disclosures: [[salt, name, value]],
    payload: (_sd, { [name]: _, ...open }) => ({ ...open, _sd }),
  })

/** Of an SD-JWT alone. */
export const sdJwtRows: readonly Row[] = [
  unreadable('a disclosure is no list', { grade: 'x' }),
  unreadable('a disclosure is empty', []),
  unreadable('a disclosure is a salt alone', [salt]),
  unreadable('a disclosure has four parts', [...grade, 'more']),
  unreadable('a disclosure has a salt that is a number', [7, 'grade', 'x']),
  unreadable('a disclosure has a name that is a number', [salt, 7, 'x']),
  unreadable('a disclosure has no name and stands for a member', [salt, 'attending']),
  unreadable('a disclosure is not JSON', '["x"'),
  unreadable('a disclosure is nothing', ''),
  unreadable('a disclosure has a member twice', `["${salt}","grade",{"a":1,"a":2}]`),
  row('a disclosure is padded', 'disclosure_malformed', {
    disclosures: [grade],
    shown: ([one]) => [`${one}=`],
  }),
  row('a disclosure has a blank in it', 'disclosure_malformed', {
    disclosures: [grade],
    shown: ([one]) => [` ${one}`],
  }),
  row('a disclosure is of the other alphabet', 'disclosure_malformed', {
    disclosures: [grade],
    shown: ([one]) => [`${one}+/`],
  }),
  row('a disclosure stands for an element and has a name', 'disclosure_malformed', {
    disclosures: [grade],
    payload: ([digest = ''], all) => ({ ...all, grades: [{ '...': digest }] }),
  }),
  row('a disclosure is called _sd', 'disclosure_forbidden', { disclosures: [[salt, '_sd', []]] }),
  row('a disclosure is called ...', 'disclosure_forbidden', { disclosures: [[salt, '...', 'x']] }),
  row('a disclosure is there twice', 'disclosure_duplicate', {
    disclosures: [grade],
    shown: ([one = '']) => [one, one],
  }),
  row('a digest is there twice', 'disclosure_duplicate', {
    disclosures: [grade],
    payload: ([digest = ''], all) => ({ ...all, _sd: [digest, digest] }),
  }),
  row('a digest of nothing is there twice', 'disclosure_duplicate', {
    disclosures: [],
    payload: (_, all) => ({ ...all, grade: 'x', _sd: ['decoy', 'decoy'] }),
  }),
  row('a digest is there twice, at different levels', 'disclosure_duplicate', {
    disclosures: [grade],
    payload: (_sd, all) => ({ ...all, _sd, below: { _sd } }),
  }),
  row('two disclosures have one name', 'disclosure_duplicate', {
    disclosures: [grade, ['other', 'grade', 'chief']],
  }),
  row('a disclosure has the name of an open claim', 'disclosure_duplicate', {
    disclosures: [grade],
    payload: (_sd, all) => ({ ...all, grade: 'resident', _sd }),
  }),
  row('a disclosure is referred to by nothing', 'disclosure_unreferenced', {
    disclosures: [grade],
    payload: (_, all) => all,
  }),
  row('a disclosure was put in by the holder', 'disclosure_unreferenced', {
    disclosures: [grade],
    shown: (all) => [...all, disclosed([salt, 'admin', true])],
  }),
  row('a disclosure was replaced by another value', 'disclosure_unreferenced', {
    disclosures: [grade],
    shown: () => [disclosed([salt, 'grade', 'consultant'])],
  }),
  row('a disclosure is written otherwise', 'disclosure_unreferenced', {
    disclosures: [grade],
    shown: () => [disclosed(`["${salt}", "grade", "attending"]`)],
  }),
  row('a disclosure lies in one that is not shown', 'disclosure_unreferenced', {
    disclosures: [grade],
    payload: (_, all) => ({ ...all, _sd: ['the digest of what holds it'] }),
  }),
  alwaysOpen('iss', 'did:web:authority.example'),
  alwaysOpen('vct', 'urn:example:credential:badge:1'),
  alwaysOpen('vct#integrity', 'sha256-AA'),
  alwaysOpen('nbf', 0),
  alwaysOpen('exp', 4_000_000_000),
  alwaysOpen('cnf', {}),
  alwaysOpen('status', {}),
  alwaysOpen('aud', 'https://platform.example'),
  row('digests are a text', 'credential_malformed', {
    disclosures: [grade],
    payload: ([_sd], all) => ({ ...all, _sd }),
  }),
  row('digests are null', 'credential_malformed', {
    disclosures: [],
    payload: (_, all) => ({ ...all, _sd: null }),
  }),
  row('a digest is a number', 'credential_malformed', {
    disclosures: [],
    payload: (_, all) => ({ ...all, _sd: [7] }),
  }),
  row('a digest of an element has something beside it', 'credential_malformed', {
    disclosures: [],
    payload: (_, all) => ({ ...all, grades: [{ '...': 'x', more: 1 }] }),
  }),
  row('a digest of an element stands in an object', 'credential_malformed', {
    disclosures: [],
    payload: (_, all) => ({ ...all, grades: { '...': 'x' } }),
  }),
  ...(['sha-384', 'sha-512', 'md5', 'SHA-256', ''] as const).map((_sd_alg) =>
    row(`digests are by "${_sd_alg}"`, 'digest_algorithm_unsupported', {
      disclosures: [grade],
      payload: (_sd, all) => ({ ...all, _sd, _sd_alg }),
    }),
  ),
  row('it is for one audience', 'credential_malformed', {
    disclosures: [grade],
    payload: (_sd, all) => ({ ...all, _sd, aud: 'https://platform.example' }),
  }),
  row('it has no type', 'credential_malformed', {
    disclosures: [grade],
    payload: (_sd, { vct: _, ...all }) => ({ ...all, _sd }),
  }),
  row('it has a status of the other model', 'status_type_unsupported', {
    disclosures: [grade],
    payload: (_sd, all) => ({ ...all, _sd, credentialStatus: {} }),
  }),
  row('it has more disclosures than the limit', 'credential_malformed', {
    disclosures: [grade],
    shown: ([one = '']) => Array.from({ length: 513 }, () => one),
  }),
]

/** Nothing is wrong with it. */
export const goodDisclosure = (scene: Scene): Promise<Attempt> =>
  hidden(scene, { disclosures: [grade] })
