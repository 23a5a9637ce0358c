import { expect, test } from "vitest";
import { pageWindow } from "../../../src/console/parts/page-window.ts";

const upTo = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_none, at) => first + at);

test.each([
  { page: 1, pages: 1, shown: [1] },
  { page: 2, pages: 3, shown: [1, 2, 3] },
  { page: 1, pages: 2000, shown: upTo(1, 10) },
  { page: 6, pages: 2000, shown: upTo(1, 10) },
  { page: 7, pages: 2000, shown: upTo(2, 11) },
  { page: 1996, pages: 2000, shown: upTo(1991, 2000) },
  { page: 2000, pages: 2000, shown: upTo(1991, 2000) },
])("page $page of $pages", ({ page, pages, shown }) => {
  expect(pageWindow(page, pages)).toEqual(shown);
});
