// A page as a screen reader goes through it.

const TOLD = new Set(['heading', 'textbox', 'button', 'link', 'alert', 'status']);

/** What the browser tells of the main part, in order, as in `heading: Vos coordonnées`. */
export async function readAloud(page) {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const main = nodes.find((node) => node.role?.value === 'main');
  const told = [];
  const visit = (node) => {
    if (!node) return;
    const role = node.role?.value;
    if (!node.ignored && TOLD.has(role)) told.push(`${role}: ${(node.name?.value ?? '').replaceAll(/\s+/g, ' ').trim()}`);
    for (const id of node.childIds ?? []) visit(byId.get(id));
  };
  visit(main);
  return told;
}
