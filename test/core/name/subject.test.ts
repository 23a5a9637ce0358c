import { expect, test } from "vitest";
import { sameSubject } from "../../../src/core/name/subject.ts";

test("subjects are the same if both parts are", () => {
  const subject = { cn: "client28", o: "u00000014" };
  expect(sameSubject(subject, { ...subject })).toBe(true);
  expect(sameSubject(subject, { ...subject, cn: "client29" })).toBe(false);
  expect(sameSubject(subject, { ...subject, o: "u00000015" })).toBe(false);
});
