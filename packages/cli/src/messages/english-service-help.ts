/** What `--help` says of serving hospitals. */
export const englishServiceHelp = {
  about: 'serve hospitals: register, credentials, status lists, and the apps of patients and staff',
  config:
    'a file of settings; options go before FIDECURA_ORIGIN and its like, and those before the file',
  data: 'one folder a hospital, with its hospital.json, store and keys',
  origin: 'where everybody reaches them, https://… without a path',
  listen: 'address and port for the web server in front, which has the certificate',
  store:
    'sqlite, or postgresql://USER@HOST/{hospital} for a database each; its password lies where PGPASSFILE says',
  admin: 'address and port of /healthz, /readyz and /metrics, for those who operate it',
  log: 'json: a line for each request on stderr, about nobody; off: none',
  passphraseFile: 'of all the key files; else FIDECURA_PASSPHRASE or a prompt',
  proxied: 'that web server says in X-Forwarded-For who calls',
  patientApp: 'the built app of patients, to be served along',
  consoleApp: 'the built console of departments, to be served along',
  staff: {
    about: 'the first people of a department, whom nobody there can invite yet',
    invite:
      'invite somebody: name, registration, profession and purposes, as JSON; prints a link for one claim',
    confirm: 'issue licence and role, once the digits on their screen were compared',
    department: 'its segment in paths, such as cardiology',
    hospital: 'its segment in paths, such as riverside',
    digits: 'the four digits that their screen shows',
  },
  story: {
    serve: 'bring up two example hospitals on this machine, and print where to open them',
    port: 'where they listen, with --serve',
    data: 'where they are kept, with --serve; else out/hospitals-PORT',
  },
} as const
