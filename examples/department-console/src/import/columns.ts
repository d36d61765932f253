import type { TableRow } from '../table/table.ts'

/** What a list says of a doctor, column by column. */
export const staffMembers = [
  'name',
  'registration',
  'profession',
  'specialties',
  'licensedUntil',
] as const

export type StaffMember = (typeof staffMembers)[number]

/** Without these there is nothing to send. */
export const requiredMembers: readonly StaffMember[] = [
  'name',
  'registration',
  'profession',
  'licensedUntil',
]

/** Which column of a table holds which member. */
export type Columns = Readonly<Partial<Record<StaffMember, number>>>

// As lists of hospitals head their columns; the first of each language heads the template.
const names: Readonly<Record<StaffMember, readonly string[]>> = {
  name: ['姓名', 'name', '医师姓名', '医生姓名', '名字', 'full name', 'doctor', 'practitioner'],
  registration: [
    '医师执业证书编码',
    'registration number',
    '执业证书编码',
    '执业证书编号',
    '医师执业证书编号',
    '执业证号',
    '证书编码',
    '注册号',
    'registration',
    'registration no',
    'licence number',
    'license number',
    'gmc number',
    'npi',
  ],
  profession: ['职业', 'profession', '执业类别', '医师级别', '类别', 'occupation'],
  specialties: [
    '专科',
    'specialties',
    '专业',
    '执业范围',
    '科目',
    'speciality',
    'specialty',
    'specialities',
  ],
  licensedUntil: [
    '有效期至',
    'licensed until',
    '有效期',
    '到期日',
    '到期日期',
    '证书有效期',
    'valid until',
    'expiry date',
    'expires',
  ],
}

const memberByName: ReadonlyMap<string, StaffMember> = new Map(
  staffMembers.flatMap((member) => names[member].map((name) => [plain(name), member] as const)),
)

/** Without what people add to a heading: stars for 'required', brackets with hints, spaces. */
function plain(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[(（【[].*$/u, '')
    .replace(/[\s*_:：.\-/]+/gu, '')
}

/** Whether a text heads a column that is known. */
export function isColumnName(text: string): boolean {
  return memberByName.has(plain(text))
}

/** Finds the columns by their names. The first of two that mean the same is taken. */
export function columnsOf({ cells }: TableRow): Columns {
  const columns: Partial<Record<StaffMember, number>> = {}
  for (const [position, cell] of cells.entries()) {
    const member = memberByName.get(plain(cell))
    if (member !== undefined) columns[member] ??= position
  }
  return columns
}

/** What a column must still be chosen for. */
export function missingMembers(columns: Columns): readonly StaffMember[] {
  return requiredMembers.filter((member) => columns[member] === undefined)
}

/** The names that head the template. */
export function templateHeader(language: 'zh-CN' | 'en'): readonly string[] {
  return staffMembers.map((member) => names[member][language === 'en' ? 1 : 0] as string)
}
