import { expect, test } from "vitest";
import { answerFile } from "../../../src/server/routes/http/attachment.ts";

function named(name: string): string | null {
  return answerFile("text/csv", name, "").headers.get("Content-Disposition");
}

test("a file's name keeps letters and digits of any language, for programs that read them", () => {
  expect(named("audit_さくら医院_2026-12-01.csv")).toBe(
    "attachment; filename=\"audit_______2026-12-01.csv\"; filename*=UTF-8''audit_%E3%81%95%E3%81%8F%E3%82%89%E5%8C%BB%E9%99%A2_2026-12-01.csv",
  );
});

test("a file's name leads out of no folder, ends no header, and looks like no other name, whatever a tenant is called", () => {
  for (const tenant of ["../x", "..\\x", 'a"b', "O'Brien (Tokyo)*", "a:b|c", "a\u202eb", "a\r\nb"]) {
    const [, plain = "", extended = ""] =
      /^attachment; filename="(.*)"; filename\*=UTF-8''(.*)$/s.exec(named(`audit_${tenant}.csv`) ?? "") ?? [];
    expect(plain).toMatch(/^audit_[\w.-]+\.csv$/);
    expect(extended).toMatch(/^audit_[\w.-]+\.csv$/);
  }
});
