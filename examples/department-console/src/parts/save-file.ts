export interface SavedFile {
  readonly name: string
  readonly type: string
  readonly content: string | Uint8Array<ArrayBuffer>
}

/** Hands a file to the browser, which keeps it where people keep downloads. */
export function saveFile({ name, type, content }: SavedFile): void {
  const url = URL.createObjectURL(new Blob([content], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser takes it in its own time.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
