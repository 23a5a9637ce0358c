import { expect, test } from "vitest";
import { certificateType, sameSubject } from "../../../src/core/x509/subject.ts";

test.each([
  ["client28", "client"],
  ["db17", "db"],
  ["api170", "api"],
  ["backup3", "backup"],
  ["client", "other"],
  ["Client28", "other"],
  ["client28x", "other"],
  ["xclient28", "other"],
  ["", "other"],
])("%o is of type %s", (cn, type) => {
  expect(certificateType(cn)).toBe(type);
});

test("subjects are the same if both parts are", () => {
  const subject = { cn: "client28", o: "u00000014" };
  expect(sameSubject(subject, { ...subject })).toBe(true);
  expect(sameSubject(subject, { ...subject, cn: "client29" })).toBe(false);
  expect(sameSubject(subject, { ...subject, o: "u00000015" })).toBe(false);
});
