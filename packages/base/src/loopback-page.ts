import { allowLoopbackHttp, type FetchBytesOptions } from './http.ts'

/**
 * Whether this is the origin of a page on loopback that the caller lists exactly. `localhost` may be one:
 * browsers lead it nowhere else, and nothing is fetched by what is compared here.
 */
export function isLoopbackPage(
  origin: string,
  options: Pick<FetchBytesOptions, typeof allowLoopbackHttp>,
): boolean {
  return options[allowLoopbackHttp]?.includes(origin) === true && loopback.test(origin)
}

const loopback = /^http:\/\/(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::[1-9]\d{0,4})?$/
