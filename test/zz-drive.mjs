import { chromium } from 'playwright-core'
import { createServer } from 'node:http'
const args=['--no-sandbox','--disable-gpu','--disable-quic','--no-first-run','--disable-background-networking','--disable-component-update','--disable-sync']
const b=await chromium.launch({executablePath:'/usr/bin/chromium',headless:true,args})
const G={b, P:{}, log:[]}
const mk=async(n,w,h,lang)=>{const c=await b.newContext({viewport:{width:w,height:h},locale:lang,deviceScaleFactor:1,hasTouch:w<500,isMobile:false});
 await c.addInitScript(l=>{ if(!localStorage.getItem('fidecura.language')) localStorage.setItem('fidecura.language',l)},lang)
 const p=await c.newPage();p.setDefaultTimeout(9000);p.on('console',m=>{if(['error','warning'].includes(m.type()))G.log.push(n+': '+m.text())});p.on('pageerror',e=>G.log.push(n+'! '+e.message));G.P[n]=p;return p}
const shot=async(p,name,full=true)=>{await p.waitForTimeout(450);await p.screenshot({path:`/tmp/fidecura/w-new1-shots/${name}.png`,fullPage:full})}
const btn=(p,n)=>p.getByRole('button',{name:n}).or(p.getByRole('link',{name:n})).first()
const press=async(p,n)=>{await btn(p,n).click();}
const pin=async(p,d='280614')=>{for(const x of d)await p.getByRole('button',{name:x,exact:true}).click()}
const go=(p,h)=>p.evaluate(h=>{location.hash=h;document.dispatchEvent(new Event('visibilitychange'))},h)
const back=p=>p.evaluate(()=>document.dispatchEvent(new Event('visibilitychange')))
const text=p=>p.locator('body').innerText()
const digits=async p=>{await p.locator('.four-digits').waitFor();return (await p.locator('.four-digits > [aria-hidden]').allTextContents()).join('')}
const AF=Object.getPrototypeOf(async()=>{}).constructor
createServer(async(q,r)=>{let s='';for await(const c of q)s+=c;try{const f=new AF('G','P','mk','shot','btn','press','pin','go','back','text','digits',s);const o=await f(G,G.P,mk,shot,btn,press,pin,go,back,text,digits);r.end(String(typeof o==='string'?o:JSON.stringify(o)??'ok')+'\n'+G.log.splice(0).join('\n'))}catch(e){r.end('ERR '+e.message+'\n'+G.log.splice(0).join('\n'))}}).listen(9872,'127.0.0.1')
setTimeout(()=>b.close().then(()=>process.exit()),45*60e3)
