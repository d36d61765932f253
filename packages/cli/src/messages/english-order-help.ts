/** What `--help` says of orders of administrators. */
export const englishOrderHelp = {
  about:
    'administer a hospital that is served: by people with a key and a role, two where it matters',
  propose: 'sign an order, as JSON, and hand it in: carried out at once if it is for one',
  approve: 'show an order that waits, sign it as the second person, and so carry it out',
  decline: 'end an order that waits, whoever gave it',
  list: 'orders, and how far they are',
  hours: 'how long it may wait for the second person, a week at the most',
  yes: 'do not ask: somebody has read it',
} as const
