export { createDidWebResolver, type DidWebResolverOptions } from './did-web.ts'
export { type DidWebUrlOptions, didWebUrl } from './did-web-url.ts'
