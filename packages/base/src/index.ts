export { assertOptions } from './assert-options.ts'
export { decodeBase58, encodeBase58 } from './base58.ts'
export { decodeBase64url, encodeBase64url } from './base64url.ts'
export type { Brand } from './brand.ts'
export {
  concatBytes,
  decodeHex,
  decodeUtf8,
  encodeHex,
  encodeUtf8,
  equalBytes,
  joinBytes,
} from './bytes.ts'
export { cleanText, literalText, mixesScripts, nameText } from './clean-text.ts'
export { createBrand, type Minted, type Unbranded } from './create-brand.ts'
export {
  BaseError,
  type BaseErrorCode,
  CodedError,
  type CodedErrorOptions,
  type Outcome,
} from './errors.ts'
export { deepFreeze } from './freeze.ts'
export {
  allowLoopbackHttp,
  assertAllowedUrl,
  type Fetch,
  type FetchBytesOptions,
  type FetchInit,
  fetchBytes,
  type HttpAnswer,
  type PostForAnswerOptions,
  type PostTextOptions,
  postForAnswer,
  postText,
} from './http.ts'
export { bytesOfInteger, integerOfBytes } from './integer.ts'
export { canonicalizeJson } from './jcs.ts'
export {
  isJsonObject,
  type JsonLimits,
  type JsonObject,
  type JsonValue,
  parseJson,
  parseJsonText,
} from './json.ts'
export { looksLatin } from './look-alikes.ts'
export { isLoopbackPage } from './loopback-page.ts'
export { networkOf } from './network-of.ts'
export { systemClock } from './system-clock.ts'
export {
  allowedSkewSeconds,
  type Clock,
  type EpochSeconds,
  epochSeconds,
  formatDateTime,
  parseDateTime,
} from './time.ts'
export { transformBytes } from './transform-bytes.ts'
export { abortedError, untilAborted } from './until-aborted.ts'
