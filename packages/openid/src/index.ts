export {
  OpenIdError,
  type OpenIdErrorCode,
  type OpenIdErrorOptions,
} from './errors.ts'
