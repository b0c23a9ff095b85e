import { chromium } from 'playwright-core';
const base=process.env.BASE??'http://127.0.0.1:8099';
const b=await chromium.launch({executablePath:'/usr/bin/chromium',args:['--headless','--no-sandbox','--disable-gpu','--disable-quic','--no-first-run','--disable-background-networking','--disable-component-update','--disable-sync']});
const c=await b.newContext({locale:'fr-FR',timezoneId:'Europe/Paris',baseURL:base,viewport:{width:1600,height:1000}});
const p=await c.newPage();
await p.goto('/connexion'); await p.fill('[name=email]',process.env.WHO??'bureau@demo.example'); await p.fill('[name=password]','relais-demo'); await p.keyboard.press('Enter'); await p.waitForLoadState('networkidle').catch(()=>{});
const [,, scheme, ...paths]=process.argv;
for (const w of (process.env.W??'1600,390').split(',').map(Number)) {
 await p.setViewportSize({width:w,height:w>1000?1000:844}); await p.emulateMedia({colorScheme:scheme});
 for (const path of paths){ await p.goto(path); await p.waitForTimeout(300); await p.screenshot({path:`/tmp/shots/${path.replace(/[^a-z0-9]+/gi,'_')}-${w}-${scheme}.png`,fullPage:false}); }
}
await b.close();
