/** Of the page, which allows this one style by its digest, and nothing else. */
export const receiptStyle: string = [
  ':root{color-scheme:light;--ink:#16202a;--quiet:#51606e;--line:#d5dde4;--mark:#0b6b5d}',
  '*{box-sizing:border-box}',
  'body{margin:0;background:#f3f6f8;color:var(--ink);font:1rem/1.6 system-ui,-apple-system,"Segoe UI","PingFang SC","Microsoft YaHei","Noto Sans CJK SC","WenQuanYi Zen Hei",sans-serif}',
  'main{max-width:46rem;margin:0 auto;padding:1.5rem;background:#fff;border-top:.35rem solid var(--mark)}',
  'h1{margin:.25rem 0 1rem;font-size:1.6rem;line-height:1.25}',
  'h2{margin:2rem 0 .25rem;font-size:1.15rem}',
  'p{margin:0 0 .75rem;color:var(--quiet)}',
  'dl{margin:0;border-top:1px solid var(--line)}',
  'dl div{display:grid;grid-template-columns:11rem 1fr;gap:.25rem 1rem;padding:.5rem 0;border-bottom:1px solid var(--line)}',
  'dt{color:var(--quiet)}',
  'dd{margin:0;overflow-wrap:anywhere}',
  '.small{font-size:.875rem}',
  '.text{margin:0;padding:1rem;border:1px solid var(--line);border-left:.25rem solid var(--mark);background:#fafcfd;font:inherit;white-space:pre-wrap;overflow-wrap:anywhere}',
  '.codes{display:flex;flex-wrap:wrap;gap:1.5rem}',
  'figure{margin:0;flex:1 1 16rem;max-width:20rem}',
  'svg{display:block;width:100%;height:auto;background:#fff;border:1px solid var(--line)}',
  'figcaption{padding-top:.25rem;text-align:center;font-size:.875rem;color:var(--quiet)}',
  '@media (max-width:34rem){main{padding:1rem}dl div{grid-template-columns:1fr;gap:0}}',
  '@media print{@page{size:A4;margin:16mm}body{background:#fff;font-size:10.5pt}main{max-width:none;padding:0;border:0}figure,dl div{break-inside:avoid}h2{break-after:avoid}}',
].join('\n')

/** SHA-256 of the style in base64, as a policy names it. A test computes it anew. */
export const receiptStyleDigest = 'EVrSsZuTHDZQjFc6e140qmdbZ2h6WTaVi2U5d5IIiIo='
