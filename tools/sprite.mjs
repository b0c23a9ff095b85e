// Writes one SVG sprite from a folder of Lucide icons: node tools/sprite.mjs FOLDER > static/vendor/icons.svg
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ICONS = `
  activity arrow-left arrow-right ban bell building-2 cable calendar-check calendar-clock calendar-days calendar-plus
  calendar-x camera car check chevron-down chevron-left chevron-right circle-check circle-help clock copy ellipsis
  external-link euro eye file-text flag flame funnel hard-hat history house inbox info key-round lightbulb link list
  lock log-out mail map-pin menu message-square mic moon navigation pencil phone phone-call phone-incoming
  phone-missed phone-off phone-outgoing play plug plus refresh-cw search send settings shield square sticky-note sun
  thermometer ticket trash-2 triangle-alert undo-2 upload download user user-check user-plus users wifi-off wrench x zap
`.trim().split(/\s+/).sort();

const folder = process.argv[2];
if (!folder) {
  console.error('usage: node tools/sprite.mjs FOLDER');
  process.exit(2);
}

const symbols = ICONS.map((name) => {
  const svg = readFileSync(join(folder, `${name}.svg`), 'utf8');
  const shapes = svg.slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.lastIndexOf('</svg>'));
  return `<symbol id="${name}" viewBox="0 0 24 24">${shapes.trim().replace(/\s*\n\s*/g, '')}</symbol>`;
});
console.log(`<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join('\n')}\n</svg>`);
