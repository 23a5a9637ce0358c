import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { returnLimit } from "../../src/dialog/frame/return-limit.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("a dialog returns twenty times to a page that keeps removing it", () => {
  const mayReturn = returnLimit();
  expect(Array.from({ length: 20 }, mayReturn)).not.toContain(false);
  expect(mayReturn()).toBe(false);
});

test("a dialog returns for hours to a page that draws itself anew every two seconds", () => {
  const mayReturn = returnLimit();
  for (let times = 0; times < 2_000; times += 1) {
    expect(mayReturn()).toBe(true);
    vi.advanceTimersByTime(2_000);
  }
});
