/** How many page numbers are offered at once: 1 to 10 in the documents. */
const windowLength = 10;

/** The numbers of the pages that can be gone to directly: at most ten, with the present one among them. */
export function pageWindow(page: number, pages: number): readonly number[] {
  const length = Math.min(windowLength, pages);
  const first = Math.max(1, Math.min(page - windowLength / 2, pages - length + 1));
  return Array.from({ length }, (_none, at) => first + at);
}
