export { healthSchemaOf, schemaIdOf } from './types/health-schema.ts'
export { hasIntegrity, integrityOf } from './types/integrity.ts'
export {
  type ResolvedTypeMetadata,
  type ResolveTypeMetadataOptions,
  resolveTypeMetadata,
  type TypeReference,
  typeReferenceOf,
} from './types/resolve-type-metadata.ts'
export { type TypeFile, typeFilesOf, typeMetadataOf, typeMetadataUrl } from './types/type-files.ts'
export type { ClaimMetadata, TypeDisplay } from './types/type-metadata.ts'
