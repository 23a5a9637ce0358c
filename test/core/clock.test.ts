import { expect, test } from "vitest";
import { clockError, clockSkew } from "../../src/core/clock.ts";

const service = new Date("2026-11-21T12:00:00Z");
const computer = (ahead: number): Date => new Date(service.getTime() + ahead);

test.for([0, clockSkew, -clockSkew])("a clock that is %d ms ahead is accepted", (ahead) => {
  expect(clockError(service, computer(ahead))).toBeUndefined();
});

test.for([
  { ahead: -clockSkew - 1, error: { direction: "slow", amount: clockSkew + 1 } },
  { ahead: clockSkew + 1, error: { direction: "fast", amount: clockSkew + 1 } },
  { ahead: -86_400_000, error: { direction: "slow", amount: 86_400_000 } },
  { ahead: 32_400_000, error: { direction: "fast", amount: 32_400_000 } },
])("a clock that is $ahead ms ahead is too $error.direction", ({ ahead, error }) => {
  expect(clockError(service, computer(ahead))).toEqual(error);
});
