import { assertAllowedUrl, BaseError, type JsonObject } from '@fidecura/base'
import { credentialTypes, type HealthCredentialType } from '../credential-types.ts'
import { labelOf } from '../display/claim-labels.ts'
import { typeLabels } from '../display/type-labels.ts'
import { healthIssuingOf } from '../health-issuing.ts'
import { healthSpecs } from '../health-specs.ts'
import { healthSchemaOf } from './health-schema.ts'
import { integrityOf } from './integrity.ts'

/** A file that an issuer serves as `application/json`, exactly as it is. */
export interface TypeFile {
  /** From the root of the host. */
  readonly path: string
  readonly text: string
  /** Of type metadata: what to give as `typeIntegrity` to the issuer. */
  readonly integrity: string
  /** Of type metadata. */
  readonly vct?: HealthCredentialType
}

const folder = '/.well-known/fidecura/'
const locales = ['en', 'zh-CN'] as const

/**
 * Where a host serves the metadata of a type of ours, which is a URN and so says no place; undefined for
 * other types. For `urlOf` of `resolveTypeMetadata`.
 *
 * @param origin - Of the issuer, such as `https://hospital.example`.
 */
export function typeMetadataUrl(vct: string, origin: string): string | undefined {
  return Object.hasOwn(typeLabels, vct) ? `${origin}${metadataPath(vct)}` : undefined
}

/**
 * The type metadata and schemas of our types, to be served by whoever issues them. Metadata link their
 * schema, with its digest; the draft knows no such member and lets it be there.
 *
 * @param origin - Where they will be served, https.
 * @throws BaseError `http_url_refused`: not an origin.
 */
export async function typeFilesOf(origin: string): Promise<readonly TypeFile[]> {
  assertAllowedUrl(origin)
  if (new URL(origin).origin !== origin) {
    throw new BaseError('http_url_refused', 'Not the origin of a host')
  }
  const files: TypeFile[] = []
  for (const vct of Object.values(credentialTypes)) {
    const schema = await fileOf(schemaPath(vct), healthSchemaOf(vct))
    const metadata = {
      ...typeMetadataOf(vct),
      schema_uri: new URL(schema.path, origin).href,
      'schema_uri#integrity': schema.integrity,
    }
    files.push(schema, { ...(await fileOf(metadataPath(vct), metadata)), vct })
  }
  return files
}

/** What SD-JWT VC says about a type of ours. draft-ietf-oauth-sd-jwt-vc-19, 'Type Metadata Format'. */
export function typeMetadataOf(vct: HealthCredentialType): JsonObject {
  const { hideable = [], issued = [] } = healthIssuingOf(vct) ?? {}
  return {
    vct,
    name: typeLabels[vct].en,
    display: locales.map((locale) => ({ locale, name: typeLabels[vct][locale] })),
    claims: Object.keys(healthSpecs[vct]).map((key) => {
      const name = key.replace('?', '')
      return {
        path: [name],
        display: locales.map((locale) => ({
          locale,
          label: labelOf(vct, name)?.[locale] ?? name,
        })),
        mandatory: name === key || issued.includes(name),
        sd: hideable.includes(name) ? 'allowed' : 'never',
      }
    }),
  }
}

async function fileOf(path: string, content: JsonObject): Promise<TypeFile> {
  const text = `${JSON.stringify(content, null, 2)}\n`
  return { path, text, integrity: await integrityOf(text) }
}

function metadataPath(vct: string): string {
  return `${folder}types/${nameOf(vct)}.json`
}

function schemaPath(vct: string): string {
  return `${folder}schemas/${nameOf(vct)}.json`
}

/** `practitioner-licence.1` */
function nameOf(vct: string): string {
  return vct.split(':').slice(-2).join('.')
}
