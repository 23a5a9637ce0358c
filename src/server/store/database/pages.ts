/**
 * Reads a list page by page: however long it is, only one page of it is in memory.
 *
 * @param read gives the page that follows a row, or the first page for undefined; an empty one ends the list
 */
export async function* pagesOf<Row>(read: (after: Row | undefined) => Promise<readonly Row[]>): AsyncGenerator<readonly Row[]> {
  for (let page = await read(undefined); page.length > 0; page = await read(page.at(-1))) yield page;
}
