import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { listedDay, listedMoment, listedName, megabytes } from "../../../src/console/parts/formats.ts";

describe("on a computer in Tokyo", () => {
  beforeAll(() => void vi.stubEnv("TZ", "Asia/Tokyo"));
  afterAll(() => void vi.unstubAllEnvs());

  test("a day is shown as in the documents' list", () => {
    expect(listedDay("2023-09-08T01:37:00.000Z")).toBe("2023-09-08");
    expect(listedDay("2023-09-07T15:00:00.000Z")).toBe("2023-09-08");
  });

  test("a moment is shown as in the documents' details", () => {
    expect(listedMoment("2020-09-08T01:37:00.000Z", "ja")).toBe("2020/09/08 10:37");
    expect(listedMoment("2020-09-08T01:37:00.000Z", "en")).toBe("2020-09-08 10:37");
  });
});

test("a name is shown as in the documents' list", () => {
  expect(listedName({ cn: "client21", o: "u00000014" })).toBe("CN=client21,O=u00000014");
});

test("an amount is shown in megabytes", () => {
  expect(megabytes(0, "en")).toBe("0.0");
  expect(megabytes(1_234_567_890, "en")).toBe("1,234.6");
});
