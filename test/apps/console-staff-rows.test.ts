import { describe, expect, test } from '@jest/globals'
import { columnsOf, isColumnName } from '../../examples/department-console/src/import/columns.ts'
import { readStaffRows } from '../../examples/department-console/src/import/staff-row.ts'
import { readTable } from '../../examples/department-console/src/table/read-table.ts'

const snomed = 'http://snomed.info/sct'
const physician = { system: snomed, code: '309343006', display: 'Physician' }
const cardiology = { system: snomed, code: '394579002', display: 'Cardiology' }
const orthopaedics = { system: snomed, code: '394801008', display: 'Trauma and orthopaedics' }

const staffing = Object.freeze({
  jurisdiction: 'CN-31',
  register: { system: 'urn:example:register', name: 'Example register' },
  purposes: ['TREAT'],
  professions: [{ coding: physician, labels: { en: 'Doctor', 'zh-CN': '医师' } }],
  specialties: [
    { coding: cardiology, labels: { en: 'Cardiology', 'zh-CN': '心血管内科' } },
    { coding: orthopaedics, labels: { en: 'Orthopaedics', 'zh-CN': '骨科' } },
  ],
})

async function read(...lines: readonly string[]) {
  const text = ['姓名,执业证书编码,职业,专科,有效期至', ...lines].join('\n')
  const table = await readTable(new TextEncoder().encode(text), { isKnownName: isColumnName })
  return readStaffRows(table, columnsOf(table.header), staffing)
}

describe('readStaffRows', () => {
  test('turns the words of a list into what the service takes', async () => {
    expect(await read('𠮷田䶮,１２３,医 师,心血管内科、orthopaedics,2028年6月30日')).toEqual([
      {
        number: 2,
        name: '𠮷田䶮',
        problems: [],
        row: {
          name: '𠮷田䶮',
          registration: { system: 'urn:example:register', value: '123' },
          profession: physician,
          specialties: [cardiology, orthopaedics],
          purposes: ['TREAT'],
          jurisdiction: 'CN-31',
          licensedUntil: '2028-06-30',
        },
      },
    ])
  })

  test.each(['Doctor', 'DOCTOR', 'Physician', '309343006', '医师'])(
    'knows a profession by %s',
    async (word) => {
      const [line] = await read(`李,1,${word},,2028-01-31`)
      expect(line?.row?.profession).toEqual(physician)
    },
  )

  test.each([
    '2028-01-31',
    '2028/1/31',
    '2028.01.31',
    '20280131',
    '2028年1月31日',
    '２０２８－１－３１',
  ])('reads %s as a day', async (text) => {
    const [line] = await read(`李,1,医师,,${text}`)
    expect(line?.row?.licensedUntil).toBe('2028-01-31')
  })

  test.each([
    [
      'a day that does not begin with the year',
      '李,1,医师,,31/01/2028',
      'licensedUntil',
      'date_unclear',
    ],
    ['a day of eight other digits', '李,1,医师,,2028131', 'licensedUntil', 'date_unclear'],
    ['a day that no calendar has', '李,1,医师,,2027-02-29', 'licensedUntil', 'no_such_day'],
    ['a month that no calendar has', '李,1,医师,,2027-13-01', 'licensedUntil', 'no_such_day'],
    ['a profession that is not set up', '李,1,厨师,,2028-01-31', 'profession', 'not_a_choice'],
    [
      'one specialty that is not set up',
      '李,1,医师,骨科/占星,2028-01-31',
      'specialties',
      'not_a_choice',
    ],
    ['no name', ',1,医师,,2028-01-31', 'name', 'missing'],
    ['no number', '李,,医师,,2028-01-31', 'registration', 'missing'],
    ['no end of the licence', '李,1,医师,骨科,', 'licensedUntil', 'missing'],
  ])('says of %s what is wrong, and sends nothing', async (_, text, member, code) => {
    const [line] = await read(text)
    expect(line?.problems).toEqual([{ member, code }])
    expect(line?.row).toBeUndefined()
  })

  test('takes out of a name what cannot be seen, where people look at it', async () => {
    const [line] = await read('李\u{202e}明,1,医师,,2028-01-31')
    expect(line?.name).toBe('李明')
  })
})
