/** Nothing to say but that it was done. */
export interface Done {
  readonly done: true
}
