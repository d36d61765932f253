import { isLanguage, type Language, preferredLanguage } from './words/language.ts'

/** What is in the browser: an id that means nothing elsewhere, and a language. */
export interface Cookies {
  readonly visitIn: (request: Request) => string | undefined
  readonly languageIn: (request: Request) => Language
  /** Undefined: it is to go. */
  readonly ofVisit: (id: string | undefined) => string
  readonly ofLanguage: (language: Language) => string
}

const language = 'portal_language'

/** @param origin - Plain http, which only the development door lets in, cannot have secure cookies everywhere. */
export function cookiesFor(origin: string): Cookies {
  const isSecure = origin.startsWith('https:')
  const visit = isSecure ? '__Host-portal' : 'portal'
  // Lax and not Strict: people come back from the sign-in, which is another site.
  const attributes = `Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`
  return {
    visitIn: (request) => read(request, visit),
    languageIn(request) {
      const chosen = read(request, language)
      return isLanguage(chosen) ? chosen : preferredLanguage(request.headers.get('accept-language'))
    },
    ofVisit: (id) =>
      id === undefined
        ? `${visit}=; Max-Age=0; ${attributes}`
        : `${visit}=${id}; Max-Age=3600; ${attributes}`,
    ofLanguage: (chosen) => `${language}=${chosen}; Max-Age=31536000; ${attributes}`,
  }
}

function read(request: Request, name: string): string | undefined {
  const pairs = (request.headers.get('cookie') ?? '').split('; ')
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1)
}
