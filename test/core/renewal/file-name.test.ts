import { safeParse } from "valibot";
import { expect, test } from "vitest";
import { p12FileName } from "../../../src/core/renewal/file-name.ts";
import { P12FileName } from "../../../src/protocol/status.ts";
import { refusal } from "../refusal.ts";

test.each([
  [1, "000001_JP_u00000014_client28.p12"],
  [123_456, "123456_JP_u00000014_client28.p12"],
  [1_000_002, "000002_JP_u00000014_client28.p12"],
])("file %d is named %s", (number, name) => {
  expect(p12FileName(number, { cn: "client28", o: "u00000014" })).toBe(name);
  expect(safeParse(P12FileName, name).success).toBe(true);
});

test.each([
  { cn: "../../etc/passwd1", o: "u00000014" },
  { cn: "client28", o: "..\\windows" },
  { cn: "client28", o: "" },
  { cn: "client", o: "u00000014" },
  { cn: "client28", o: "u00000014\n" },
  { cn: "client2８", o: "u00000014" },
])("%o is refused, because it could leave the folder or mislead", async (subject) => {
  expect(await refusal(() => p12FileName(1, subject))).toBe("subject-not-nameable");
});
