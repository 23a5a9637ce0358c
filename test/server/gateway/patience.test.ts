import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Patience } from "../../../src/server/gateway/patience.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("what moves is waited for without end, and what does not for as long as is allowed", () => {
  let expired = 0;
  const patience = new Patience(() => expired++);
  patience.allow(10);
  for (let count = 0; count < 100; count++) {
    vi.advanceTimersByTime(9999);
    patience.moved();
  }
  expect(expired).toBe(0);
  patience.allow(60);
  vi.advanceTimersByTime(59_999);
  patience.moved();
  vi.advanceTimersByTime(59_999);
  expect(expired).toBe(0);
  vi.advanceTimersByTime(1);
  expect(expired).toBe(1);
});

test("nothing is waited for after its end", () => {
  let expired = 0;
  const patience = new Patience(() => expired++);
  patience.allow(1);
  patience.end();
  patience.moved();
  vi.advanceTimersByTime(5000);
  expect(expired).toBe(0);
});
