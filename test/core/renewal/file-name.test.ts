import { safeParse } from "valibot";
import { describe, expect, test } from "vitest";
import { p12FileName } from "../../../src/core/renewal/file-name.ts";
import { P12FileName } from "../../../src/protocol/status.ts";

const isAccepted = (name: string): boolean => safeParse(P12FileName, name).success;

test.each([
  [1, "000001_JP_u00000014_client28.p12"],
  [123_456, "123456_JP_u00000014_client28.p12"],
  [1_000_002, "000002_JP_u00000014_client28.p12"],
])("file %d is named %s", (number, name) => {
  expect(p12FileName(number, { cn: "client28", o: "u00000014" })).toBe(name);
  expect(isAccepted(name)).toBe(true);
});

describe("a name from another authority gives a file name that any system can store, and that cannot leave its folder", () => {
  test.each([
    [{ cn: "Taro Yamada", o: "Clinic, Inc." }, "000001_JP_Clinic--Inc-_Taro-Yamada.p12"],
    [{ cn: "山田 太郎", o: "医療法人" }, "000001_JP_医療法人_山田-太郎.p12"],
    [{ cn: "Jose\u0301", o: "" }, "000001_JP_José.p12"],
    [{ cn: "taro@clinic.example", o: "a/b" }, "000001_JP_a-b_taro-clinic-example.p12"],
    [{ cn: "../../etc/passwd1", o: "..\\windows" }, "000001_JP_---windows_------etc-passwd1.p12"],
    [{ cn: "client28\u202efdp.exe", o: "u\n14" }, "000001_JP_u-14_client28-fdp-exe.p12"],
    [{ cn: "client\u200b28\u3164\0", o: "u_14" }, "000001_JP_u-14_client-28--.p12"],
  ])("%o", (subject, name) => {
    expect(p12FileName(1, subject)).toBe(name);
    expect(isAccepted(name)).toBe(true);
  });

  test("and that is not too long, with whole characters", () => {
    const name = p12FileName(1, { cn: "𠮷".repeat(64), o: "x".repeat(200) });
    expect(name).toBe(`000001_JP_${"x".repeat(100)}_${"𠮷".repeat(25)}.p12`);
    expect(isAccepted(name)).toBe(true);
  });
});

test.each([
  "000001_JP_../x_client28.p12",
  "000001_JP_u00000014_client28.exe",
  "000001_JP_u00000014_client28.p12\n",
  "000001_JP_u00000014_client28\u202e.p12",
  "000001_JP_u00000014_cli:ent28.p12",
  "000001_JP_.p12",
  `000001_JP_${"x".repeat(202)}.p12`,
])("%j is not the name of a file", (name) => {
  expect(isAccepted(name)).toBe(false);
});
