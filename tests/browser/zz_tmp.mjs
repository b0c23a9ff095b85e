import { openBrowser } from './support/browser.mjs';
import { Office } from './support/office.mjs';
import { arriveAs } from './support/people.mjs';
import { shoot } from './support/shots.mjs';
import { demoFacts } from './support/facts.mjs';
import { officePages } from './support/pages.mjs';
import { inaccessible, overflowing } from './support/axe.mjs';
const [office, browser] = await Promise.all([Office.open({ demo: true }), openBrowser()]);
try {
  const facts = await demoFacts(office);
  await office.database.run(`insert into match_verdicts select a.id, a.id+1, 'different', (select min(id) from staff), now() from customers a join customers b on b.id=a.id+1 order by a.id limit 3`);
  const claire = await arriveAs(browser, office, 'Claire');
  const want = process.argv.slice(2);
  for (const { name, path, then } of officePages(facts)) {
    if (!want.includes(name)) continue;
    await claire.page.goto(path);
    await then?.(claire.page);
    const wrong = [...await inaccessible(claire.page), ...await overflowing(claire.page)];
    console.log(name, wrong);
    await shoot(claire.page, name);
  }
} finally { await office.close(); await browser.close(); }
