/**
 * Whom a limit of rate is for: an address of IPv4, however it is written, and of IPv6 the network of 64 bits, of which everybody
 * has one to themselves and as many addresses in it as they like. What is no address is taken as it is.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc4291#section-2.2 | RFC 4291 §2.2}
 */
export function networkOf(address: string): string {
  const groups = groupsOf(address.split('%', 1)[0] ?? '')
  if (groups === undefined) return address
  // IPv4 within IPv6 (§2.5.5.2): else everybody who comes by it would be of one network.
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff
  if (isMapped) return groups.slice(6).flatMap(bytesOf).join('.')
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`
}

/** The eight groups of an address of IPv6; undefined: it is none. */
function groupsOf(text: string): readonly number[] | undefined {
  const halves = text.split('::')
  if (halves.length > 2 || !text.includes(':')) return undefined
  const [head, tail] = halves.map(groupsIn)
  if (head === undefined) return undefined
  if (halves.length === 1) return head.length === 8 ? head : undefined
  if (tail === undefined) return undefined
  const zeros = 8 - head.length - tail.length
  return zeros < 1 ? undefined : [...head, ...Array<number>(zeros).fill(0), ...tail]
}

function groupsIn(half: string): readonly number[] | undefined {
  const groups = half === '' ? [] : half.split(':').flatMap(groupIn)
  return groups.includes(Number.NaN) ? undefined : groups
}

/** Of four hexadecimal digits, or of the last four bytes as IPv4 writes them. */
function groupIn(text: string): readonly number[] {
  if (/^[0-9a-f]{1,4}$/i.test(text)) return [Number.parseInt(text, 16)]
  if (!/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) return [Number.NaN]
  const [a = 0, b = 0, c = 0, d = 0] = text.split('.').map(Number)
  return [a * 256 + b, c * 256 + d]
}

function bytesOf(group: number): readonly number[] {
  return [group >> 8, group & 0xff]
}
