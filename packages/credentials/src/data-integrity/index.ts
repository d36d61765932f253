export {
  type DataIntegrityCodec,
  type DataIntegrityOptions,
  dataIntegrity,
} from './data-integrity.ts'
