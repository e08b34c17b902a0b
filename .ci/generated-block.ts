/** A page with what stands between the two comments that name a block replaced by `text`. */
export function withBlock(page: string, name: string, text: string): string {
  const begin = `<!-- ${name}: written by \`npm run fix\` -->`;
  const end = `<!-- end of ${name} -->`;
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`The page has no block "${name}".`);
  return `${page.slice(0, from)}${begin}\n\n${text.trim()}\n\n${page.slice(to)}`;
}
