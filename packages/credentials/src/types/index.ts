export { healthSchemaOf, schemaIdOf } from './health-schema.ts'
export { hasIntegrity, integrityOf } from './integrity.ts'
export {
  type ResolvedTypeMetadata,
  type ResolveTypeMetadataOptions,
  resolveTypeMetadata,
  type TypeReference,
  typeReferenceOf,
} from './resolve-type-metadata.ts'
export { type TypeFile, typeFilesOf, typeMetadataOf, typeMetadataUrl } from './type-files.ts'
export type { ClaimMetadata, TypeDisplay } from './type-metadata.ts'
