import { describe, expect, test } from '@jest/globals'
import { writeXlsx } from 'hucre/xlsx'
import {
  columnsOf,
  isColumnName,
  missingMembers,
} from '../../examples/department-console/src/import/columns.ts'
import { readTable } from '../../examples/department-console/src/table/read-table.ts'
import { tableLimits } from '../../examples/department-console/src/table/table.ts'
import { writeCsv } from '../../examples/department-console/src/table/write-csv.ts'

const options = { isKnownName: isColumnName }
const utf8 = (text: string) => new TextEncoder().encode(text)
const cellsOf = async (bytes: Uint8Array) => {
  const { header, rows } = await readTable(bytes, options)
  return [header, ...rows].map(({ cells }) => cells)
}

// 姓名,工号 / 李䶮,1 / 𠮷川,2 / 㛃,3 in GB18030: two bytes for common letters, four for 𠮷 and 㛃.
const gb18030 = new Uint8Array([
  0xd0, 0xd5, 0xc3, 0xfb, 0x2c, 0xb9, 0xa4, 0xba, 0xc5, 0x0a, 0xc0, 0xee, 0xfe, 0x9f, 0x2c, 0x31,
  0x0a, 0x95, 0x34, 0xb2, 0x35, 0xb4, 0xa8, 0x2c, 0x32, 0x0a, 0x82, 0x30, 0xb7, 0x31, 0x2c, 0x33,
])

describe('readTable, of text,', () => {
  test('cuts by RFC 4180, with quoted commas, quotation marks and line ends', async () => {
    const text = 'name,profession\r\n"Grey, ""M""","two\r\nlines"\r\nShepherd,\r\n'
    const { header, rows, source } = await readTable(utf8(text), options)
    expect(source).toEqual({ kind: 'text', encoding: 'utf-8', delimiter: ',' })
    expect(header.cells).toEqual(['name', 'profession'])
    expect(rows.map(({ number, cells }) => [number, ...cells])).toEqual([
      [2, 'Grey, "M"', 'two\r\nlines'],
      [4, 'Shepherd', ''],
    ])
  })

  test.each([
    ['the delimiter by the first line', 'name;profession\na;b', ['a', 'b']],
    ['the delimiter that Excel names', 'sep=\t\nname\tprofession\na,1\tb', ['a,1', 'b']],
    ['lines of old machines', 'name,profession\ra,b\r', ['a', 'b']],
    ['no comma inside quotation marks as one', '"name, in full";job;x\na;b;c', ['a', 'b', 'c']],
    ['a mark within a cell as itself', 'name,job\n5" x,b', ['5" x', 'b']],
    ['an empty last cell', 'name,job\na,', ['a', '']],
  ])('takes %s', async (_, text, cells) => {
    const { rows } = await readTable(utf8(text), options)
    expect(rows[0]?.cells).toEqual(cells)
  })

  test('keeps rare letters of UTF-8, with a byte-order mark and without one', async () => {
    for (const mark of ['\u{feff}', '']) {
      expect(await cellsOf(utf8(`${mark}姓名,工号\n𠮷田䶮㛃,1`))).toEqual([
        ['姓名', '工号'],
        ['𠮷田䶮㛃', '1'],
      ])
    }
  })

  test('keeps rare letters of GB18030, which is what is not valid UTF-8', async () => {
    const { source } = await readTable(gb18030, options)
    expect(source).toMatchObject({ encoding: 'gb18030' })
    expect(await cellsOf(gb18030)).toEqual([
      ['姓名', '工号'],
      ['李䶮', '1'],
      ['𠮷川', '2'],
      ['㛃', '3'],
    ])
  })

  test('reads by the encoding that a person says, rather than by its own guess', async () => {
    const bytes = utf8('name,job\nßé,b')
    const { rows, source } = await readTable(bytes, { ...options, encoding: 'gb18030' })
    expect(source).toMatchObject({ encoding: 'gb18030' })
    expect(rows[0]?.cells[0]).not.toBe('ßé')
  })

  test('reads the Unicode text of Excel', async () => {
    const text = '\u{feff}姓名\t工号\r\n李𠮷\t1\r\n'
    const bytes = new Uint8Array(Uint16Array.from(text, (_, at) => text.charCodeAt(at)).buffer)
    expect((await cellsOf(bytes)).at(1)).toEqual(['李𠮷', '1'])
  })

  test('says of letters without a public meaning that they have none', async () => {
    const { rows } = await readTable(utf8('姓名,工号\n李\u{e863},1\n王,2'), options)
    expect(rows.map(({ notes }) => [...notes])).toEqual([[[0, 'private_characters']], []])
  })

  test('finds the header under a title, and leaves empty lines out', async () => {
    const text = '2026 年度医师名单\n\n姓名 *,医师执业证书编码（15位）,执业类别\n,,\n李,1,医师'
    const { header, rows } = await readTable(utf8(text), options)
    expect(header.number).toBe(3)
    expect(rows.map(({ number }) => number)).toEqual([5])
  })

  test.each([
    [
      'letters in no encoding',
      new Uint8Array([0x61, 0x2c, 0xff, 0xff, 0x0a]),
      'table_encoding_unknown',
    ],
    ['what is no text', new Uint8Array([0x61, 0, 0x62]), 'table_unreadable'],
    ['a mark that never ends', utf8('name,job\n"a,b\nc,d'), 'table_quote_open'],
    ['a header alone', utf8('name,job\n'), 'table_empty'],
    ['nothing', new Uint8Array(), 'table_empty'],
    [
      'one line too many',
      utf8(`name\n${'a\n'.repeat(tableLimits.rows + 1)}`),
      'table_too_many_rows',
    ],
    ['empty lines without an end', utf8('\n'.repeat(30_000)), 'table_too_many_rows'],
    ['one column too many', utf8(`a${',a'.repeat(tableLimits.columns)}\nb`), 'table_too_wide'],
    ['a cell without an end', utf8(`name\n${'a'.repeat(1001)}`), 'table_too_wide'],
    ['a file without an end', new Uint8Array(tableLimits.fileBytes + 1), 'table_too_large'],
    ['the older workbook', new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0, 0]), 'table_format_old'],
    ['a damaged workbook', new Uint8Array([0x50, 0x4b, 3, 4, 1, 2, 3]), 'table_unreadable'],
  ])('refuses %s', async (_, bytes, code) => {
    await expect(readTable(bytes, options)).rejects.toMatchObject({ code })
  })

  test('takes as many lines as it may', async () => {
    const { rows } = await readTable(utf8(`name\n${'a\n'.repeat(tableLimits.rows)}`), options)
    expect(rows).toHaveLength(tableLimits.rows)
  })
})

describe('readTable, of a workbook,', () => {
  const workbook = () =>
    writeXlsx({
      sheets: [
        { name: '说明', hidden: true, rows: [['姓名'], ['不读']] },
        {
          name: '医师',
          rows: [
            ['二〇二六年医师名单'],
            ['姓名', '工号', '有效期至', '备注'],
            ['𠮷田㛃', '0012', new Date('2027-03-04T00:00:00Z'), '心内科'],
            ['李䶮', 12, null],
            ['王', 1_234_567_890_123_456],
          ],
          columns: [{}, { numFmt: '000000' }, {}, {}],
          merges: [
            { startRow: 0, startCol: 0, endRow: 0, endCol: 3 },
            { startRow: 2, startCol: 3, endRow: 3, endCol: 3 },
          ],
          rowDefs: new Map([[3, { hidden: true }]]),
          cells: new Map([
            ['3,2', { value: null, formula: '"2028-01-"&"01"', formulaResult: '2028-01-01' }],
            ['4,2', { value: null, formula: 'B2/0' }],
          ]),
        },
        { name: '护士', rows: [['name'], ['x']] },
      ],
    })

  test('keeps text, zeros in front, dates and rare letters, and says what it did', async () => {
    const table = await readTable(await workbook(), options)
    expect(table.source).toEqual({ kind: 'workbook', sheet: '医师', sheets: ['医师', '护士'] })
    expect(table.header.cells).toEqual(['姓名', '工号', '有效期至', '备注'])
    expect(
      table.rows.map(({ number, cells, notes, isHidden }) => ({
        number,
        cells,
        notes: Object.fromEntries(notes),
        isHidden,
      })),
    ).toEqual([
      {
        number: 3,
        cells: ['𠮷田㛃', '0012', '2027-03-04', '心内科'],
        notes: { 2: 'date' },
        isHidden: false,
      },
      {
        number: 4,
        cells: ['李䶮', '000012', '2028-01-01', '心内科'],
        notes: { 2: 'formula', 3: 'merged' },
        isHidden: true,
      },
      {
        number: 5,
        cells: ['王', '1234567890123456', ''],
        notes: { 1: 'number_rounded', 2: 'formula_empty' },
        isHidden: false,
      },
    ])
  })

  test('reads the sheet that a person chose', async () => {
    const { rows } = await readTable(await workbook(), { ...options, sheet: '护士' })
    expect(rows.map(({ cells }) => cells)).toEqual([['x']])
  })

  test('refuses one sheet that unpacks to more than is read, before it unpacks', async () => {
    const bytes = await workbook()
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const entry = Array.from({ length: bytes.length - 4 }, (_, at) => at).find(
      (at) => view.getUint32(at, true) === 0x02014b50,
    )
    view.setUint32((entry as number) + 24, 0x7fffffff, true)
    await expect(readTable(bytes, options)).rejects.toMatchObject({ code: 'table_too_large' })
    view.setUint32((entry as number) + 24, 0, true)
    await expect(readTable(bytes, options)).rejects.toMatchObject({ code: 'table_unreadable' })
  })

  test('refuses more lines than a table may have', async () => {
    const rows = [['name'], ...Array.from({ length: tableLimits.rows + 1 }, () => ['a'])]
    const bytes = await writeXlsx({ sheets: [{ name: 'a', rows }] })
    await expect(readTable(bytes, options)).rejects.toMatchObject({ code: 'table_too_many_rows' })
  })
})

describe('columnsOf', () => {
  const row = (...cells: string[]) => ({ number: 1, cells, notes: new Map(), isHidden: false })

  test('knows names in both languages, with what people write around them', () => {
    expect(
      columnsOf(row('序号', '姓 名*', '执业证书编码(15位)', '执业类别：', '执业范围')),
    ).toEqual({
      name: 1,
      registration: 2,
      profession: 3,
      specialties: 4,
    })
    expect(columnsOf(row('Full_name', 'NPI', 'Profession', 'Specialty', 'Valid until'))).toEqual({
      name: 0,
      registration: 1,
      profession: 2,
      specialties: 3,
      licensedUntil: 4,
    })
  })

  test('takes the first of two columns that mean the same', () => {
    expect(columnsOf(row('name', '姓名'))).toEqual({ name: 0 })
  })

  test('leaves to a person what it does not know', () => {
    const columns = columnsOf(row('who', 'profession'))
    expect(missingMembers(columns)).toEqual(['name', 'registration', 'licensedUntil'])
  })
})

describe('writeCsv', () => {
  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '\u{200b}=1', '＝1'])(
    'lets no spreadsheet run %j',
    (cell) => {
      expect(writeCsv([[cell]])).toBe(`\u{feff}"'${cell}"\r\n`)
    },
  )

  test('writes what readTable reads back', async () => {
    const rows = [
      ['姓名', '备注'],
      ['𠮷田䶮', 'a "b", c\nd'],
    ]
    expect(await cellsOf(utf8(writeCsv(rows)))).toEqual(rows)
  })
})
