/** What `--help` says of the commands of `status`. */
export const englishStatusHelp = {
  about: 'serve status lists, and name the platforms that are told of each change',
  serve: {
    about: 'serve status lists, signed anew at each change, and tell those who subscribed',
    store: 'where the issuer keeps what was issued; other commands may change it',
    list: 'the lists as credentials name them, all of one host',
    new: 'also serve lists for which nothing was issued yet',
    aggregation: 'where the list of these lists is served, on the same host',
    listen: 'address and port for the web server in front, which has the certificate',
  },
  subscribe: {
    about: 'have a platform told of each change of a list',
    url: 'where the platform takes notices, https',
    store: 'the store of the host that serves the list',
    list: 'the list as credentials name it',
  },
  unsubscribe: { about: 'no longer tell a platform' },
  subscribers: { about: 'list the platforms that are told' },
} as const
