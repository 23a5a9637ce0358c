import { expect, test } from "vitest";
import { onClocks } from "../../../src/server/notices/on-clocks.ts";

const moment = new Date("2026-12-30T09:00:00Z");

test("a moment in a mail is that of the tenant's clocks", () => {
  expect(onClocks(moment, "Asia/Tokyo")).toBe("2026-12-30 18:00");
  expect(onClocks(moment, "UTC")).toBe("2026-12-30 09:00");
});

test("a time zone that this machine does not know keeps no mail back: the moment is in UTC", () => {
  expect(onClocks(moment, "Mars/Phobos")).toBe("2026-12-30T09:00:00.000Z");
});
