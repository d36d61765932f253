/** What the hospital itself has to say in a letter, in one language. Nothing of it is made up here. */
export interface LetterContent {
  /** Where the patient can ask: a person or a desk, with a number. */
  readonly contact: string
  /** What happened, in words that a patient understands. */
  readonly cause: string
  /** What may come of it. */
  readonly consequences: string
  /** What was done about it. */
  readonly measures: string
  /** What the patient can do. */
  readonly advice: string
}

/** What stands around it. */
export interface LetterWords {
  readonly title: string
  readonly dear: (name: string) => string
  readonly intro: (hospital: string) => string
  readonly headings: Readonly<Record<keyof LetterContent | 'accesses', string>>
  readonly record: (number: string) => string
  readonly access: (at: string, act: string, purposes: string) => string
  readonly acts: Readonly<Record<'read' | 'create' | 'update' | 'other', string>>
  readonly basis: Readonly<Record<'permitted' | 'emergency' | 'without' | 'unknown', string>>
  readonly rights: string
  readonly more: (count: number) => string
}

export const letterWords: Readonly<Record<'en' | 'zh-CN', LetterWords>> = {
  en: {
    title: 'About your medical record',
    dear: (name) => `Dear ${name},`,
    intro: (hospital) =>
      `${hospital} has found that somebody may have looked at your medical record who should not have. We are sorry. This letter says what we know.`,
    headings: {
      cause: 'What happened',
      accesses: 'When your record was opened (times in UTC)',
      consequences: 'What may come of it',
      measures: 'What we have done',
      advice: 'What you can do',
      contact: 'Whom you can ask',
    },
    record: (number) => `Record number: ${number}`,
    access: (at, act, purposes) => `${at}: ${act}${purposes === '' ? '' : ` (${purposes})`}`,
    acts: { read: 'read', create: 'written', update: 'changed', other: 'asked about' },
    basis: {
      permitted: 'a consent of yours allowed this department to read your record, or a part of it',
      emergency: 'as an emergency',
      without: 'nothing that you agreed to allowed it',
      unknown: 'we cannot tell whether it was allowed',
    },
    rights:
      'In your app you see everybody who read your record, and can take back a consent at any time. You may complain to the authority for data protection.',
    more: (count) => `… and ${count} more; ask us for the whole list`,
  },
  'zh-CN': {
    title: '关于您的病历',
    dear: (name) => `${name}：`,
    intro: (hospital) =>
      `${hospital}发现，可能有人在不应查看的情况下查看了您的病历。我们深表歉意。现将已知情况告知如下。`,
    headings: {
      cause: '发生了什么',
      accesses: '您的病历被打开的时间（协调世界时）',
      consequences: '可能造成的影响',
      measures: '我们已采取的措施',
      advice: '您可以采取的措施',
      contact: '联系方式',
    },
    record: (number) => `病历号：${number}`,
    access: (at, act, purposes) => `${at}：${act}${purposes === '' ? '' : `（${purposes}）`}`,
    acts: { read: '查看', create: '书写', update: '更改', other: '请求' },
    basis: {
      permitted: '您的同意允许该科室查看您的病历或其中一部分',
      emergency: '以紧急调阅的方式',
      without: '没有您的同意作为依据',
      unknown: '无法判定是否得到允许',
    },
    rights:
      '您可以在应用中看到谁查看过您的病历，并可随时撤回同意。您也可以向履行个人信息保护职责的部门投诉、举报。',
    more: (count) => `……另有 ${count} 次；您可以向我们索取完整清单`,
  },
}
