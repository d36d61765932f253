import { readFile, stat } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'

/**
 * The policy that the apps are served under: nothing inline, nothing from elsewhere.
 *
 * @param connect - Whom a page may ask beside its own origin.
 */
function contentSecurityPolicy(connect: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    ["connect-src 'self'", ...connect].join(' '),
    "manifest-src 'self'",
    "worker-src 'self'",
    "font-src 'self'",
    "media-src 'self' blob:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** On every answer that a browser might show. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy([]),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'camera=(self), microphone=(), geolocation=()',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
}

/**
 * Answers with a file of a folder, and with nothing that lies outside of it. What Vite named after its content may be
 * kept for ever; everything else is asked for anew.
 *
 * @param path - Relative, as it stood in the URL; empty for the page itself.
 * @param connect - Origins that the page may ask beside its own.
 * @returns Undefined: no such file.
 */
export async function answerFile(
  folder: string,
  path: string,
  connect: readonly string[],
): Promise<Response | undefined> {
  const name = safeName(path === '' ? 'index.html' : path)
  const type = name === undefined ? undefined : types[extname(name)]
  if (name === undefined || type === undefined) return undefined
  const file = join(folder, name)
  try {
    if (!(await stat(file)).isFile()) return undefined
    const body = new Uint8Array(await readFile(file))
    const kept = /^assets\/[\w.-]+-[\w-]{8,}\.\w+$/.test(name.split(sep).join('/'))
    const cache = kept ? 'public, max-age=31536000, immutable' : 'no-cache'
    const headers = { ...pageHeaders, 'content-type': type, 'cache-control': cache }
    const policy = { 'content-security-policy': contentSecurityPolicy(connect) }
    return new Response(body, { headers: { ...headers, ...policy } })
  } catch {
    return undefined
  }
}

/** No way up, no hidden file, nothing that a decoder would read otherwise. */
function safeName(path: string): string | undefined {
  if (!/^[\w.-]+(?:\/[\w.-]+)*$/.test(path) || /(?:^|\/)\./.test(path)) return undefined
  const name = normalize(path)
  return name.startsWith('..') ? undefined : name
}
