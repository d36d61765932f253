/** In which language a report is written. */
export type ReportLanguage = 'en' | 'zh-CN'

/** What a report says. */
export interface ReportWords {
  readonly title: string
  readonly proven: (when: string) => string
  readonly notProven: string
  readonly rows: Readonly<Record<ReportRow, string>>
  readonly version: (number: number) => string
  readonly bytes: (size: number) => string
  readonly first: string
  readonly recheck: string
  readonly howTo: string
  readonly utc: string
}

/** What the table of a report has, from top to bottom. */
export const reportRows = [
  'id',
  'version',
  'digest',
  'size',
  'depositor',
  'existedBy',
  'log',
  'place',
  'previous',
] as const

export type ReportRow = (typeof reportRows)[number]

export const reportWords: Readonly<Record<ReportLanguage, ReportWords>> = {
  en: {
    title: 'Report of evidence',
    proven: (when) =>
      `The bytes with the digest below were deposited by the depositor named below, existed at ${when} at the latest, and are unaltered since.`,
    notProven:
      'It is not proven that what they say is true, nor that they did not exist earlier, nor that there is no newer version.',
    rows: {
      id: 'Evidence id',
      version: 'Version',
      digest: 'SHA-256 of the bytes',
      size: 'Size',
      depositor: 'Depositor',
      existedBy: 'Existed at the latest',
      log: 'Log',
      place: 'Entry',
      previous: 'Version before',
    },
    version: (number) => `${number}`,
    bytes: (size) => `${size} bytes`,
    first: 'none: this is the first',
    recheck: 'How to check it again, without us',
    howTo:
      'Save the program below as recheck.sh and run: sh recheck.sh FILE, with the file that holds the bytes. It needs openssl alone. The keys of the log and of the witnesses in it must be those that you know from somewhere else than this report.',
    utc: 'UTC',
  },
  'zh-CN': {
    title: '存证报告',
    proven: (when) =>
      `下列摘要所对应的内容由下列存证方存入，最晚于 ${when} 已经存在，此后未被改动。`,
    notProven: '本报告不证明内容所述为真，不证明该内容此前不存在，也不证明没有更新的版本。',
    rows: {
      id: '存证编号',
      version: '版本',
      digest: '内容的 SHA-256 摘要',
      size: '大小',
      depositor: '存证方',
      existedBy: '最晚存在时间',
      log: '日志',
      place: '条目',
      previous: '前一版本',
    },
    version: (number) => `第 ${number} 版`,
    bytes: (size) => `${size} 字节`,
    first: '无：这是第一版',
    recheck: '如何不依赖我们自行复核',
    howTo:
      '将下列程序另存为 recheck.sh，并运行：sh recheck.sh 文件（存有原内容的文件）。只需 openssl。程序中日志与见证节点的公钥，应与您从本报告以外的渠道得知的公钥一致。',
    utc: '协调世界时（UTC）',
  },
}
