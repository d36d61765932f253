/** What `--help` says of serving hospitals. */
export const englishServiceHelp = {
  about:
    'serve hospitals: register, credentials, status lists, and the apps; or only verify for others: --verify-only',
  config:
    'a file of settings; options go before FIDECURA_ORIGIN and its like, and those before the file',
  data: 'one folder a hospital, with its hospital.json, store and keys',
  origin: 'where everybody reaches them, https://… without a path',
  listen: 'address and port for the web server in front, which has the certificate',
  store:
    'sqlite, or postgresql://USER@HOST/{hospital} for a database each; its password lies where PGPASSFILE says',
  admin: 'address and port of /healthz, /readyz and /metrics, for those who operate it',
  log: 'json: a line for each request on stderr, about nobody; off: none',
  passphraseFile: 'of all the key files; else that of FIDECURA_PASSPHRASE_FILE, or a prompt',
  proxied: 'that web server says in X-Forwarded-For who calls',
  patientApp: 'the built app of patients, to be served along',
  consoleApp: 'the built console of departments, to be served along',
  hospital: {
    about: 'make a hospital: its keys, what it asks the authority above for, and what comes back',
    init: 'make folder, keys and a request for an accreditation; asks for what no option says',
    accredit: 'as the authority: grant what a hospital asks for, once its thumbprint was compared',
    accept: 'take the accreditation in, accredit the departments, and write hospital.json',
    id: 'its segment in paths, such as riverside',
    name: 'its name, as people read it',
    recordSystem: 'the URI of its record numbers',
    jurisdiction: 'whose rules decide: opt_in, china or health_data_space',
    root: 'the authority that vouches for it: did:key:…, or did:web:…=THUMBPRINT',
    department: 'its departments, each as cardiology=NAME',
    country: 'the country that licenses its people, such as CN',
    register: 'the register that numbers them, as SYSTEM=NAME',
    staffing: 'in the place of these two: what lists of staff may say, as hospital.json has it',
    notice: 'a text that tells people what is done with their data; else a short one',
    withLog: 'make keys for a log of its own, and for watching those of others',
    signIn: 'make the keys by which people sign in at platforms with their wallets',
    signInRotate:
      'has the store take another key of this name, sign-in or sign-in-secret, and makes it if it is not there',
    administration: 'the department whose people administer the hospital, two where it matters',
    administrator: 'the first two of them, each a file as staff invite takes it',
    custody: {
      custody:
        'where the keys are made: file, or pkcs11 for a hardware token that they never leave',
      module: 'the token’s library, as an absolute path, such as /usr/lib/softhsm/libsofthsm2.so',
      token: 'the label of the token',
      serial: 'its serial number, where several have that label',
      pinFile: 'a file with its PIN that its owner alone may read; else somebody is asked',
    },
    rootKey: 'key file of the authority, or pkcs11:… of one in a token',
    rootStore: 'where the authority keeps what it has issued',
    list: 'its status list, https://…',
    out: 'where the accreditation is written',
    backup:
      'write what hospitals keep into a new folder, while they are served; keys are not in it',
    backupOut: 'the new folder',
    restore: 'put it back where nothing is, and end all sessions; needs the key files',
    yes: 'do not ask: somebody has compared the thumbprint',
  },
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
    portal: 'the code of a clinic of somebody else, to be started along, with --serve',
  },
} as const
