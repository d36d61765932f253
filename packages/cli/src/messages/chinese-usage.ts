/** What exactly is wrong with how a command was called, by the English of it: all of these have one code, `usage`. */
export const chineseUsage: Readonly<Partial<Record<string, string>>> = {
  'This option is needed here': '此处需要这个选项',
  'This is missing': '缺少',
  'Not a value that this option takes': '该选项不接受这个值',
  'No such option': '没有这个选项',
  'No such command': '没有这个命令',
  'More arguments than this command takes': '参数过多',
  'Not what this command takes': '该命令不接受这样的用法',
  'Not a file that credential order wrote': '不是 credential order 写出的文件',
  'In use already, or not for you to listen at': '地址已被占用，或无权在此监听',
  'The wallet has no credential of this type': '凭证文件中没有这种凭证',
  'Several credentials of this type: name only the file of the one that is meant':
    '有多份此类凭证：请只指明所要使用的那一份的文件',
}
