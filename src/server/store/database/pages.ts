/**
 * Reads a list page by page, so that only one page is in memory.
 *
 * @param read returns the page after a row, or the first page for undefined; an empty page ends the list
 */
export async function* pagesOf<Row>(read: (after: Row | undefined) => Promise<readonly Row[]>): AsyncGenerator<readonly Row[]> {
  for (let page = await read(undefined); page.length > 0; page = await read(page.at(-1))) yield page;
}
