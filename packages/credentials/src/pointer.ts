/** A JSON Pointer as it is; the name of a member as a pointer to it. RFC 6901. */
export function toPointer(nameOrPointer: string): string {
  return nameOrPointer.startsWith('/') ? nameOrPointer : `/${escapePointer(nameOrPointer)}`
}

/** RFC 6901 §3. */
export function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}

/** The names that a pointer goes through. RFC 6901 §4. */
export function namesOf(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** Whether the first points to the second or to something around it. */
export function contains(outer: string, inner: string): boolean {
  return inner === outer || inner.startsWith(`${outer}/`)
}
