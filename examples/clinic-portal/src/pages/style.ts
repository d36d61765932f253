/** Calm and large, light and dark, from 360 px on and at twice the text size. */
export const styleSheet = `:root{color-scheme:light dark;font:1.125rem/1.6 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;--page:#f7faf9;--card:#fff;--text:#16302b;--soft:#4a635d;--line:#cfdcd8;--act:#0b6154;--on-act:#fff;--good:#0a6a3f;--bad:#a3171f;--maybe:#7a4b00}
@media(prefers-color-scheme:dark){:root{--page:#0e1a17;--card:#16251f;--text:#e6f1ed;--soft:#a9beb7;--line:#33473f;--act:#7fd6c2;--on-act:#04231d;--good:#7fdca8;--bad:#ff9d9d;--maybe:#f2c677}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text)}
header,main,footer{max-width:44rem;margin:0 auto;padding:1rem 1.25rem}
header{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center;justify-content:space-between}
header form{margin:0}
.brand{font-weight:700;font-size:1.25rem;color:inherit;text-decoration:none;padding:.5rem 0;overflow-wrap:anywhere}
h1{font-size:1.875rem;line-height:1.25;margin:.5rem 0 1rem;overflow-wrap:anywhere}
h2{font-size:1.25rem;line-height:1.35;margin:1.75rem 0 .75rem}
p{margin:.75rem 0}
.lead{font-size:1.2rem}
hr{border:0;border-top:1px solid var(--line);margin:2rem 0 1.25rem}
button,.act{display:block;width:100%;min-height:3.25rem;margin:.75rem 0;padding:.75rem 1rem;font:inherit;font-weight:600;text-align:center;text-decoration:none;border:2px solid var(--act);border-radius:.75rem;background:var(--act);color:var(--on-act);cursor:pointer}
.second{background:transparent;color:var(--act)}
button.quiet{width:auto;min-height:2.75rem;margin:0 -.75rem;padding:.5rem .75rem;border-color:transparent;background:transparent;color:var(--act);font-weight:400;text-decoration:underline}
:focus-visible{outline:3px solid var(--act);outline-offset:3px}
dl{margin:.5rem 0;padding:.25rem 1.25rem;background:var(--card);border:1px solid var(--line);border-radius:.75rem}
dl div{padding:.75rem 0;border-top:1px solid var(--line)}
dl div:first-child{border-top:0}
dt{color:var(--soft);font-size:1rem}
dd{margin:0;font-weight:600;overflow-wrap:anywhere}
code{font:.875rem/1.4 ui-monospace,Consolas,monospace;font-weight:400;color:var(--soft);overflow-wrap:anywhere}
dd code{display:block}
details{margin:1rem 0}
summary{min-height:2.75rem;padding:.5rem 0;cursor:pointer;color:var(--act)}
.signed{white-space:pre-line;padding:1rem 1.25rem;background:var(--card);border:1px solid var(--line);border-radius:.75rem;overflow-wrap:anywhere}
.qr{max-width:24rem;margin:1rem auto;padding:1rem;background:#fff;border-radius:.75rem}
.qr svg{display:block;width:100%;height:auto}
ul{list-style:none;margin:0;padding:.25rem 1.25rem;background:var(--card);border:1px solid var(--line);border-radius:.75rem}
li{display:flex;flex-wrap:wrap;gap:.125rem 1rem;justify-content:space-between;padding:.625rem 0;border-top:1px solid var(--line)}
li:first-child{border-top:0}
li>span{flex:1 1 14rem;overflow-wrap:anywhere}
li small{flex-basis:100%;font-size:1rem;color:var(--soft)}
.checks strong::before{display:inline-block;width:1.4em}
.passed strong{color:var(--good)}.passed strong::before{content:"✓"}
.failed strong{color:var(--bad)}.failed strong::before{content:"✕"}
.unknown strong{color:var(--maybe)}.unknown strong::before{content:"?"}
.kinds small{flex-basis:auto}
.in small{color:var(--good)}
.out span{text-decoration:line-through}
.verdict{margin:1rem 0;padding:.25rem 1.25rem;border-inline-start:.5rem solid var(--maybe);border-radius:.25rem}
.verdict.passed{border-color:var(--good)}
.verdict.failed{border-color:var(--bad)}
footer{color:var(--soft);font-size:1rem;padding-bottom:2rem}
`

export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#0b6154"/><path d="M13 7h6v6h6v6h-6v6h-6v-6H7v-6h6z" fill="#fff"/></svg>`
